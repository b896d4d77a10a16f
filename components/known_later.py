"""Arguments that are outputs: read before planning where they are known, and put back where they are used.

What is known already is planned with. What is not, as in a preview of a program that makes what it refers to, is
planned under a placeholder, and so is a secret, which planning must not see: resources get the output itself. What an
argument comes from is complete before anything is declared with it, and is deleted after it.
"""

import copy
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, Final

import pulumi
from pulumi.runtime.sync_await import _sync_await
from pydantic.alias_generators import to_snake

from aksnet.layout.naming import resource_group, vnet
from aksnet.settings.arguments import Path, as_settings
from aksnet.settings.later import MayBeLater, NotPlain

_UNSPOKEN: Final = {"clusters", "network", "nodePools", "subnets", "workloads", "id", "name"}
_REGION: Final = MayBeLater()


@dataclass
class Later:
    """What of a component's arguments is put in by the engine."""

    outputs: dict[str, pulumi.Output[Any]] = field(default_factory=dict)
    """By the placeholder that stands for it in the plan."""
    sources: set[pulumi.Resource] = field(default_factory=set)
    """What arguments come from."""

    def filled(self, value: Any) -> Any:
        """Return a value with outputs in place of placeholders, at whatever depth."""
        match value:
            case str():
                return self._text(value)
            case Mapping():
                return {key: self.filled(each) for key, each in value.items()}
            case list() | tuple():
                return [self.filled(each) for each in value]
            case _ if hasattr(type(value), "_pulumi_input_type"):
                changed = copy.copy(value)
                changed.__dict__.update({key: self.filled(each) for key, each in value.__dict__.items()})
                return changed
            case _:
                return value

    def _text(self, text: str) -> pulumi.Input[str]:
        if text in self.outputs:
            return self.outputs[text]
        for placeholder, output in self.outputs.items():
            if placeholder in text:
                return output.apply(partial(text.replace, placeholder))
        return text

    def options(self, opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
        """Return the component's options: all that is below it gets outputs, and waits for what they come from.

        Pulumi gives a component's `depends_on` to nothing below it; here it reaches every child.
        """
        before = pulumi.ResourceOptions(depends_on=opts.depends_on if opts is not None else None)
        before = pulumi.ResourceOptions.merge(before, pulumi.ResourceOptions(depends_on=[*self.sources]))

        def child(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
            return pulumi.ResourceTransformationResult(
                props={key: self.filled(value) for key, value in args.props.items()},
                opts=pulumi.ResourceOptions.merge(args.opts, before),
            )

        return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(transformations=[child]))


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """A component's arguments, ready for planning."""

    settings: dict[str, Any]
    """What a stack file says below `aks-networking:`."""
    location: str | None
    later: Later


def read_arguments(arguments: Mapping[str, Any], location: pulumi.Input[str] | None, base_name: str) -> Arguments:
    """Read the arguments of a component, and wait for those of them that are outputs.

    Args:
        arguments: by the keys of a stack file, as Python or as YAML writes them.
        location: Azure region.
        base_name: what default names derive from.

    """
    later = Later()
    unknown: dict[Path, tuple[MayBeLater, pulumi.Output[Any]]] = {}

    def leaf(value: Any, path: Path, mark: MayBeLater | None) -> Any:
        if not isinstance(value, pulumi.Output) and not inspect.isawaitable(value):
            return value
        output: pulumi.Output[Any] = pulumi.Output.from_input(value)
        if mark is None:
            return NotPlain.SECRET if _sync_await(output.is_secret()) else NotPlain.OUTPUT
        later.sources |= _sync_await(output.resources())
        known, found = _sync_await(output.is_known()), _sync_await(output.future())
        if _sync_await(output.is_secret()):
            if not mark.secret:
                return NotPlain.SECRET
        elif known:
            return found
        unknown[path] = (mark, output)
        return NotPlain.OUTPUT

    region = leaf(location, ("location",), _REGION)
    settings = as_settings(arguments, leaf)
    # The VNet first: the ids of subnets begin with its own.
    for path in sorted(unknown, key=lambda path: (path != ("network", "id"), *map(str, path))):
        mark, output = unknown[path]
        name = _name(path, settings, later)
        placeholder = mark.placeholder(name, _subscription(settings))
        if path == ("location",):
            region = placeholder
        else:
            if "/subnets/" in placeholder:
                placeholder = f"{_vnet_id(settings, base_name)}/subnets/{name}"
            _put(settings, path, placeholder)
        later.outputs |= {placeholder: output, name: output}
    return Arguments(settings=settings, location=region, later=later)


def _name(path: Path, settings: Mapping[str, Any], later: Later) -> str:
    """Return a name for what is not known yet: that which is written beside it, or one that no other has."""
    beside = _at(settings, (*path[:-1], "name"))
    if path[-1] == "id" and isinstance(beside, str):
        return beside
    parts = [_kebab(str(part)) for part in path if part not in _UNSPOKEN] or [_kebab(str(path[0]))]
    # Without hyphens where it is a region: those have none.
    name = "laterknown" if path == ("location",) else "-".join([*parts, "later"])[-60:].lstrip("-")
    taken = (f"{name}{number or ''}" for number in count())
    return next(each for each in taken if each not in later.outputs)


def _vnet_id(settings: Mapping[str, Any], base_name: str) -> str:
    """Return the id of the VNet that subnets have to be in, as far as it is known."""
    written = _at(settings, ("network", "id"))
    if isinstance(written, str):
        return written
    own = _at(settings, ("resourceGroup", "name")) or _at(settings, ("resourceGroup",))
    named = [_at(settings, ("network", "resourceGroup")), own, resource_group(base_name)]
    group = next(each for each in named if isinstance(each, str))
    return (
        f"/subscriptions/{_subscription(settings)}/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/"
        + str(_at(settings, ("network", "name")) or vnet(base_name))
    )


def _subscription(settings: Mapping[str, Any]) -> str:
    """Return the subscription of the first id that is known: resources are in one, as far as a preview can tell."""
    found = re.search(r"/subscriptions/([^/']+)/", str(settings))
    return found[1] if found else "later"


def _kebab(word: str) -> str:
    return to_snake(word).replace("_", "-")


def _at(settings: Any, path: Path) -> Any:
    for part in path:
        if not isinstance(settings, Mapping):
            return None
        settings = settings.get(part)
    return settings


def _put(settings: dict[str, Any], path: Path, value: object) -> None:
    here: Any = settings
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
