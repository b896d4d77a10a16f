"""What the program declares, and which of it exists: one preview of the program tells all of it.

A transform sees each resource with the values that the engine knows at that moment. Where the resource is not in the
state, its id follows from its path parameters; when something exists under that id, the preview imports it – a read,
since a preview writes nothing – and so knows its outputs, from which the ids of what comes later follow.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi import automation
from pulumi.automation.events import EngineEvent, StepEventMetadata

from aksnet.arm.arm_type import ArmType
from aksnet.arm.catalogue import ARM_TYPES
from aksnet.engine.engine_errors import engine_text
from aksnet.engine.run_log import RunLog
from aksnet.engine.urns import name_of, type_of
from aksnet.recover.cloud import HELM_RELEASE, Cloud, RecoverError, busy

Json = dict[str, Any]
Key = tuple[str, str]
"""Type and logical name: what a transform knows of a resource."""
_AZURE: Final = "azure-native:"
# The second one where the state has another resource under that name: the preview takes it for a replacement.
_IMPORTS: Final = ("import", "import-replacement")


def key_of(urn: str) -> Key:
    """Return type and logical name from a URN."""
    return type_of(urn), name_of(urn)


def id_under(subscription: str, kind: ArmType, properties: Json) -> str | None:
    """Return the id that properties lead to, or nothing while it depends on something that does not exist either."""
    if not all(isinstance(properties.get(name), str) for name in kind.parameters):
        return None
    return kind.id_of(properties, subscription)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A declared resource that exists and is not in the state, as the preview read it."""

    urn: str
    id: str
    state: str
    """Its provisioning state."""
    fixed: tuple[str, ...]
    """Properties whose change replaces it."""
    declared: Json
    read: Json
    outputs: Json


@dataclass(kw_only=True)
class Declared:
    """What one preview told."""

    subscription: str = ""
    """The id of the subscription that the provider looks in."""
    goals: dict[str, Json] = field(default_factory=dict)
    """The engine's plan for each resource: type, parent, provider, dependencies."""
    providers: dict[str, Json] = field(default_factory=dict)
    """Inputs of provider instances by URN."""
    found: list[Found] = field(default_factory=list)
    busy: dict[str, str] = field(default_factory=dict)
    """Resources that Azure still works at, with their provisioning state."""
    missing: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    """What was not looked for, and why."""


class _Looking:
    """The transform, and what it learned."""

    def __init__(self, cloud: Cloud, resources: list[Json]) -> None:
        self._cloud = cloud
        self._resources = {str(each["urn"]): each for each in resources}
        self._in_state = {key_of(str(each["urn"])): each.get("id") for each in resources if not each.get("delete")}
        self.subscription = ""
        self.ids: dict[Key, tuple[str, str]] = {}
        """Id and provisioning state of what exists."""
        self.skipped: dict[Key, str] = {}
        self.failure: RecoverError | None = None

    def of(self, program: Callable[[], None]) -> Callable[[], None]:
        """Return the program with this transform."""

        def run() -> None:
            from pulumi_azure_native import authorization

            # The provider knows which subscription the user's login and settings lead to.
            self.subscription = f"/subscriptions/{authorization.get_client_config().subscription_id}"
            pulumi.runtime.register_resource_transform(self._transform)
            program()

        return run

    async def _transform(self, args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        key = (args.type_, args.name)
        settled = key in self._in_state and key[0] not in ARM_TYPES
        if not args.custom or settled or self.failure is not None:
            return None
        try:
            found = await self._find(key, args)
        except RecoverError as fault:
            self.failure = fault
            return None
        if found is None:
            return None
        self.ids[key] = found
        if busy(found[1]):
            return None
        args.opts.import_ = found[0]
        return pulumi.ResourceTransformResult(args.props, args.opts)

    async def _find(self, key: Key, args: pulumi.ResourceTransformArgs) -> tuple[str, str] | None:
        if key[0] == HELM_RELEASE:
            return await self._find_release(key, args)
        kind = ARM_TYPES.get(key[0])
        if kind is None:
            if key[0].startswith(_AZURE):
                self.skipped[key] = "recovery does not know this type; import it by hand if it exists"
            return None
        arm_id = id_under(self.subscription, kind, dict(args.props))
        # Another id than in the state is another resource: a replacement may have been cut off after it was made.
        if arm_id is None or arm_id.lower() == str(self._in_state.get(key)).lower():
            return None
        state = await asyncio.to_thread(self._cloud.state_of, kind, arm_id)
        return None if state is None else (arm_id, state)

    async def _find_release(self, key: Key, args: pulumi.ResourceTransformArgs) -> tuple[str, str] | None:
        """Look for a Helm release through the provider that the state has for its cluster."""
        name, namespace = args.props.get("name"), args.props.get("namespace") or "default"
        provider = args.opts.provider
        urn = await pulumi.Output.from_input(provider.urn).future() if provider is not None else None
        kubeconfig = _plaintext(self._resources.get(str(urn), {}).get("inputs", {}).get("kubeconfig"))
        if not isinstance(name, str) or not isinstance(namespace, str) or kubeconfig is None:
            return None
        try:
            there = await asyncio.to_thread(self._cloud.has_release, kubeconfig, namespace, name)
        except RecoverError as fault:
            self.skipped[key] = str(fault)
            return None
        return (f"{namespace}/{name}", "Succeeded") if there else None


def _plaintext(secret: Any) -> str | None:
    """Return a secret of an exported state."""
    try:
        value = json.loads(secret["plaintext"]) if isinstance(secret, dict) else secret
    except (KeyError, ValueError):
        return None
    return value if isinstance(value, str) else None


def look(
    *, stack: automation.Stack, program: Callable[[], None], cloud: Cloud, resources: list[Json], plan: Path
) -> Declared:
    """Preview the program and return what it declares, with what exists of it."""
    looking, record = _Looking(cloud, resources), RunLog()
    declared: dict[str, Json] = {}
    imports: dict[str, Any] = {}

    def on_event(event: EngineEvent) -> None:
        record.event(event)
        before, done = event.resource_pre_event, event.res_outputs_event
        # Once it is read, an imported resource has the inputs that were read: the program's own come before.
        if before is not None and before.metadata.new is not None and _imports(before.metadata):
            declared[before.metadata.urn] = dict(before.metadata.new.inputs or {})
        if done is not None and _imports(done.metadata):
            imports[done.metadata.urn] = done.metadata

    try:
        stack.preview(program=looking.of(program), on_event=on_event, plan=str(plan))
    except automation.errors.CommandError as fault:
        reasons = record.errors or (engine_text(fault),)
        raise looking.failure or RecoverError("The program cannot be previewed:\n" + "\n".join(reasons)) from fault
    else:
        plans = json.loads(plan.read_text("utf-8"))["resourcePlans"]
    finally:
        plan.unlink(missing_ok=True)  # it has credentials that were read, in the clear
    if looking.failure is not None:
        raise looking.failure
    goals = {urn: entry.get("goal") or {} for urn, entry in plans.items()}
    planned = {entry["urn"]: entry for entry in record.planned()}
    return Declared(
        subscription=looking.subscription,
        goals=goals,
        providers={urn: entry["inputs"] or {} for urn, entry in planned.items() if ":providers:" in entry["type"]},
        found=list(_found(looking, declared, imports)),
        busy={urn: state for urn, (_, state) in _by_urn(goals, looking.ids) if busy(state)},
        missing=[
            urn
            for urn, step in record.steps.items()
            if step == "create" and goals.get(urn, {}).get("custom") and key_of(urn) not in looking.ids
        ],
        skipped=dict(_by_urn(goals, looking.skipped)),
    )


def _imports(metadata: StepEventMetadata) -> bool:
    return str(getattr(metadata.op, "value", metadata.op)) in _IMPORTS


def _found(looking: _Looking, declared: dict[str, Json], imports: dict[str, Any]) -> Iterator[Found]:
    for urn, metadata in imports.items():
        arm_id, state = looking.ids[key_of(urn)]
        kind = ARM_TYPES.get(metadata.type)
        read = metadata.new.inputs or {}
        inputs = declared.get(urn, {})
        if kind is not None and kind.located and "location" in read:
            # azure-native fills in its configured location where the program says none.
            inputs = {"location": read["location"], **inputs}
        yield Found(
            urn=urn,
            id=arm_id,
            state=state,
            fixed=kind.fixed if kind is not None else (),
            declared=inputs,
            read=read,
            outputs=_own(kind, inputs, metadata.new.outputs or {}),
        )


def _own(kind: ArmType | None, inputs: Json, outputs: Json) -> Json:
    """Leave out children that the inputs do not list, as azure-native does once it knows the inputs."""
    child = kind.lists if kind is not None else ""
    return {key: value for key, value in outputs.items() if key != child or key in inputs}


def _by_urn(urns: Iterable[str], values: dict[Key, Any]) -> list[tuple[str, Any]]:
    return [(urn, values[key_of(urn)]) for urn in urns if key_of(urn) in values]
