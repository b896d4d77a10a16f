"""Writes the typed arguments and outputs of AksNetwork from the settings model and the contract; `make docs` calls it.

Pulumi's analyzer reads them from source: it takes no unions and no literals, so that a choice is an enum and a workload
of any kind one record. People may write a choice as its text, too, which only type checkers see.
"""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from textwrap import wrap
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.alias_generators import to_snake

import aksnet.settings
from aksnet import contract
from aksnet.settings.annotations import marks_of, options_of, records_of
from aksnet.settings.later import MayBeLater
from aksnet.settings.model import SettingsModel
from aksnet.settings.workload_settings import KINDS

_WORKLOAD = "WorkloadSettings"
_RECORDS = re.compile(r"Mapping\[str, (\w+Settings)\]")
"""Maps of records. Pulumi's generator for Go leaves out the type of what a component's own plain map holds."""
_ABOUT = {
    "AksNetworkArgs": "What an AksNetwork declares: the keys of a stack file, and two more.",
    _WORKLOAD: "A sample workload of either kind.",
}
_TOP = {
    "location": (
        "pulumi.Input[str]",
        "Azure region of everything that is created; that of the azure-native provider's configuration when not set.",
    ),
    "base_name": (
        "str",
        "What default names derive from, `rg-<base name>` for instance; `<name>-<stack>` when not set.",
    ),
}


@dataclass
class _Choices:
    """The enums that fields choose from."""

    own: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Generated ones: values by name."""
    axes: dict[str, type[Enum]] = field(default_factory=dict)

    def of_axis(self, enum: type[Enum]) -> str:
        self.axes[enum.__name__] = enum
        return f"{enum.__name__}Choice"

    def of_values(self, name: str, values: Iterable[str]) -> str:
        self.own[name] = tuple(values)
        return f"{name}Choice"


def argument_files() -> Mapping[str, str]:
    """Return the text of every generated file by its path."""
    choices = _Choices()
    files = {module: [*_classes(module, choices)] for module in _modules()}
    homes = {each.name: _file_name(module) for module, classes in files.items() for each in classes}
    found = {
        f"components/{_file_name(module)}.py": _file(module.__name__, classes, homes, _file_name(module))
        for module, classes in files.items()
        if classes
    }
    found["components/choices.py"] = _choices_file(choices)
    found["components/output_types.py"] = _outputs_file()
    return {path: _formatted(text) for path, text in found.items()}


def _modules() -> list[ModuleType]:
    names = [each.name for each in pkgutil.iter_modules(aksnet.settings.__path__)]
    return [importlib.import_module(f"aksnet.settings.{name}") for name in names]


def _file_name(module: ModuleType) -> str:
    name = module.__name__.rpartition(".")[2]
    return "aks_network_arguments" if name == "settings" else name.replace("_settings", "_arguments")


@dataclass(frozen=True)
class _Field:
    name: str
    kind: str
    doc: str


@dataclass(frozen=True)
class _Class:
    name: str
    doc: str
    fields: tuple[_Field, ...]

    @property
    def text(self) -> str:
        lines = [f"class {self.name}(TypedDict, total=False):", f'    """{self.doc}"""', ""]
        for each in self.fields:
            lines += [f"    {each.name}: {each.kind}", *_docstring(each.doc)]
        return "\n".join(lines)


def _docstring(doc: str) -> list[str]:
    return wrap(f'"""{doc}"""', 120, initial_indent="    ", subsequent_indent="    ")


def _classes(module: Any, choices: _Choices) -> Iterator[_Class]:
    for record in vars(module).values():
        if not (isinstance(record, type) and issubclass(record, BaseModel) and record.__module__ == module.__name__):
            continue
        if record in KINDS or record is SettingsModel:
            continue
        name, records = record.__name__, [record]
        if name == _WORKLOAD:
            records = [*KINDS]
        fields = {key: each for kind in records for key, each in kind.model_fields.items()}
        typed = [
            _Field(name=key, kind=_kind(each, name, key, choices), doc=_words(key, records))
            for key, each in fields.items()
        ]
        if name == "Settings":
            name = "AksNetworkArgs"
            typed = [replace(each, kind=_RECORDS.sub(r"Mapping[str, pulumi.Input[\1]]", each.kind)) for each in typed]
            typed += [_Field(name=key, kind=kind, doc=doc) for key, (kind, doc) in _TOP.items()]
        yield _Class(name=name, doc=_ABOUT.get(name) or _alone(str(record.__doc__)), fields=tuple(typed))


def _alone(doc: str) -> str:
    """Return a description on one line and without what is said of texts that stand for a record."""
    return re.sub(r";? ?text alone is[^.]*", "", " ".join(doc.split()))


def _words(key: str, records: Sequence[type[BaseModel]]) -> str:
    """Return the description of a field; where kinds of workloads differ, each says its own."""
    said = [_alone(record.model_fields[key].description or "") for record in records if key in record.model_fields]
    if len(said) < len(records):
        kind = next(record for record in records if key in record.model_fields).model_fields["kind"].default
        return f"{said[0]} Only for {kind}."
    return said[0]


def _kind(found: Any, record: str, key: str, choices: _Choices) -> str:
    """Return the annotation of a field."""
    name = record.removesuffix("Settings") + "".join(word.title() for word in key.split("_"))
    listed = [each.json_schema for each in found.metadata if isinstance(each, WithJsonSchema) and each.json_schema]
    values = listed[0].get("enum") if listed else None
    marks = [
        *marks_of(found.annotation, MayBeLater),
        *(each for each in found.metadata if isinstance(each, MayBeLater)),
    ]
    if values:
        text = choices.of_values(name, values)
    elif marks and not _holds(found.annotation):
        text = "pulumi.Input[str]"
    else:
        text = _plain(found.annotation, name, choices)
    return f"Required[{text}]" if found.is_required() else text


def _holds(kind: Any) -> bool:
    return any(get_origin(each) in (dict, list) for each in options_of(kind))


def _plain(kind: Any, name: str, choices: _Choices) -> str:
    """Return what a field's annotation is for a reader without our types: text for all that is written as text."""
    if hasattr(kind, "__metadata__"):
        if marks_of(kind, MayBeLater):
            return "pulumi.Input[str]"
        return _plain(get_args(kind)[0], name, choices) if len(records_of(kind)) < 2 else _WORKLOAD
    if get_origin(kind) in (Union, UnionType):
        kinds = [each for each in get_args(kind) if each is not NoneType]
        return _plain(kinds[0], name, choices) if len(kinds) == 1 else "str"
    if get_origin(kind) is dict:
        held = get_args(kind)[1]
        return f"Mapping[str, {'Any' if held is Any else _plain(held, name, choices)}]"
    if get_origin(kind) is list:
        return f"Sequence[{_plain(get_args(kind)[0], name.removesuffix('s'), choices)}]"
    if get_origin(kind) is Literal:
        values = get_args(kind)
        if all(isinstance(each, Enum) for each in values):
            return choices.of_axis(type(values[0]))
        return choices.of_values(name, values)
    if issubclass(kind, Enum):
        return choices.of_axis(kind)
    if issubclass(kind, BaseModel):
        return str(kind.__name__)
    return str(kind.__name__) if kind in (int, bool, str) else "str"


def _file(source: str, classes: list[_Class], homes: Mapping[str, str], own: str) -> str:
    text = "\n\n\n".join(each.text for each in _in_order(classes))
    names = set(re.findall(r"\w+", re.sub(r'"""[^"]*"""', "", text)))
    containers = sorted(names & {"Mapping", "Sequence"})
    typing = sorted(names & {"Any", "Required"} | {"TypedDict"})
    lines = [
        f'"""Arguments of AksNetwork. Generated from {source}; renew with: make docs."""',
        "",
        *([f"from collections.abc import {', '.join(containers)}"] if containers else []),
        f"from typing import {', '.join(typing)}",
        "",
        *(["import pulumi", ""] if "pulumi" in names else []),
    ]
    chosen = sorted((name for name in names if name.endswith("Choice")), key=str.lower)
    imports = {"choices": chosen} if chosen else {}
    for name in sorted(names):
        if homes.get(name, own) != own:
            imports.setdefault(homes[name], []).append(name)
    lines += [f"from .{module} import {', '.join(found)}" for module, found in sorted(imports.items())]
    return "\n".join([*lines, "", "", text, ""])


def _in_order(classes: list[_Class]) -> list[_Class]:
    """Return classes so that each comes after those that it names."""
    done: list[_Class] = []
    left = list(classes)
    while left:
        names = {each.name for each in left}
        ready = next(
            each
            for each in left
            if not any(names & set(re.findall(r"\w+", found.kind)) - {each.name} for found in each.fields)
        )
        left.remove(ready)
        done.append(ready)
    return done


def _choices_file(choices: _Choices) -> str:
    axes = sorted(choices.axes, key=str.lower)
    lines = [
        '"""What fields of AksNetwork choose from. Generated from the settings model; renew with: make docs."""',
        "",
        "from enum import StrEnum",
        "from typing import TYPE_CHECKING, Literal",
        "",
        *(
            f"from {module} import {', '.join(name for name in axes if choices.axes[name].__module__ == module)}"
            for module in sorted({enum.__module__ for enum in choices.axes.values()})
        ),
        "",
        "",
    ]
    for name, values in sorted(choices.own.items()):
        lines += [f"class {name}(StrEnum):", f'    """Values of `{_spoken(name)}`."""', ""]
        lines += [f'    {_member(value)} = "{value}"' for value in values]
        lines += ["", ""]
    lines.append("# Type checkers take the text of a choice too; Pulumi's analyzer takes an enum only.")
    lines.append("if TYPE_CHECKING:")
    every = {**{name: [each.value for each in enum] for name, enum in choices.axes.items()}, **choices.own}
    for name in sorted(every):
        lines.append(f"    {name}Choice = {name} | Literal[{', '.join(repr(str(value)) for value in every[name])}]")
    lines.append("else:")
    lines += [f"    {name}Choice = {name}" for name in sorted(every)]
    return "\n".join(lines) + "\n"


def _spoken(name: str) -> str:
    return to_snake(name).replace("_", " ")


def _member(value: str) -> str:
    return "ANY" if value == "*" else re.sub(r"\W", "_", value).upper()


def _outputs_file() -> str:
    """Return the contract without its type variables, as somebody reads outputs who has them."""
    source = inspect.getsource(contract)
    classes = source[source.index("class ") : source.index("class StackOutputs")]
    plain = re.sub(r", Generic\[[\w, ]+\]", "", classes)
    plain = re.sub(r"\b(\w+Outputs)\[[\w, ]+\]", r"\1", plain)
    plain = re.sub(r"\bText\b", "str", re.sub(r"\bTexts\b", "Mapping[str, str]", plain))
    return (
        '"""Outputs of AksNetwork. Generated from aksnet.contract; renew with: make docs."""\n\n'
        f"from collections.abc import Mapping, Sequence\nfrom typing import TypedDict\n\n\n{plain.strip()}\n"
    )


def _formatted(text: str) -> str:
    """Return source as the project's formatter leaves it."""
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "120", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout  # noqa: S603
