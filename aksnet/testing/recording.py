"""A recording monitor: run a piece of program without an engine and look at what it declared.

`record(lambda: Nginx("web", NginxArgs(...)))` returns a `Recording`. Resources succeed at once and answer
with their inputs (plus what `aksnet.testing.mock_answers` knows of their type); functions are answered from there
or from `calls`. It refuses what the engine refuses: two resources with one URN, outputs registered twice. All
runs in its own event loop and context, so nothing of one test is left for the next. Nothing here is planned,
ordered or updated: that needs the engine.
"""

import asyncio
import contextlib
import gc
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from logging import getLogger
from typing import Any

from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import mocks, settings, stack
from pulumi.runtime.proto import engine_pb2, resource_pb2

from aksnet.testing.mock_answers import CALLS, Answer, id_of, outputs_of
from aksnet.testing.recorded import STACK_TYPE, Recorded, Secret, plain, recorded

__all__ = ["Recorded", "Recording", "Secret", "record"]


@dataclass(frozen=True)
class Recording:
    """What a piece of program declared, called, registered and said."""

    resources: list[Recorded]
    """Sorted by type and name: the order of registration differs from run to run."""
    outputs: dict[str, dict[str, Any]]
    """Registered outputs of components by URN; the stack's exports are under `exports`."""
    calls: list[tuple[str, dict[str, Any]]]
    log: list[tuple[int, str]]
    """Messages with their level as in `logging`."""

    def all(self, type_: str) -> list[Recorded]:
        """Every resource of this type."""
        return [resource for resource in self.resources if resource.type == type_]

    def one(self, type_: str, name: str | None = None) -> Recorded:
        """The only resource of this type (and name)."""
        found = [resource for resource in self.all(type_) if name in (None, resource.name)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} resources are {type_} {name or ''}; declared: {self.names()}")
        return found[0]

    def names(self) -> list[tuple[str, str]]:
        """Type and name of every resource."""
        return [(resource.type, resource.name) for resource in self.resources]

    def outputs_of(self, resource: Recorded) -> dict[str, Any]:
        """Outputs that this component registered; a KeyError if it never did."""
        return self.outputs[resource.urn]

    @property
    def exports(self) -> dict[str, Any]:
        """What the program exported."""
        return next(values for urn, values in self.outputs.items() if f"::{STACK_TYPE}::" in urn)


def record(
    program: Callable[[], Any],
    *,
    calls: Mapping[str, Answer] | None = None,
    project: str = "aks-networking",
    stack_name: str = "test",
    monitor: "Monitor | None" = None,
) -> Recording:
    """Run `program` (or await it) and return what it declared, once every outstanding answer is in.

    `monitor` answers in place of the one that succeeds at once.
    """
    monitor = monitor or Monitor({**CALLS, **(calls or {})})
    engine = _Engine()

    async def run() -> None:
        info = monitor.GetDeploymentInfo(None)  # type: ignore[no-untyped-call]
        # A coroutine has a copy of the context: these settings vanish with it.
        settings.configure(
            mocks.MockSettings(  # type: ignore[no-untyped-call]
                monitor=monitor,
                monitor_features=set(info.supportedFeatures),
                engine=engine,
                project=project,
                stack=stack_name,
                organization="organization",
                dry_run=False,
                callbacks=None,
                lock=threading.Lock(),
                outputs=set(),
                package_refs={},
                base_providers_by_ref={},
            )
        )

        def whole() -> Awaitable[None] | None:
            result = program()
            return result if asyncio.iscoroutine(result) else None

        await stack.run_in_stack(whole)

    with _uncollected():
        asyncio.run(run())
    resources = sorted(monitor.recorded, key=lambda resource: (resource.type, resource.name, resource.urn))
    return Recording(resources, monitor.registered_outputs, monitor.called, engine.messages)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: a program makes 100,000 futures in a second, and all of them live to its end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def struct_of(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return values as they go over the wire."""
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


class _Engine(mocks.MockEngine):
    """Keeps what the program logs, without the SDK's own debugging."""

    def __init__(self) -> None:
        super().__init__(getLogger("recording"))
        self.messages: list[tuple[int, str]] = []

    def Log(self, request: Any) -> None:  # noqa: N802 the SDK's name
        if request.severity > engine_pb2.DEBUG:
            self.messages.append((10 * (request.severity + 1), request.message))


@dataclass
class Monitor(mocks.MockMonitor):
    """Answers from raw messages, because the SDK's own mock opens (and leaks) an event loop per thread."""

    answers: Mapping[str, Answer]
    recorded: list[Recorded] = field(default_factory=list)
    registered_outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    called: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _urns: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        arguments = plain(request.args)
        self.called.append((request.tok, arguments))
        if request.tok not in self.answers:
            raise LookupError(f"no answer for {request.tok}; give one in calls={{...}}")
        answer = self.answers[request.tok]
        result = answer(arguments) if callable(answer) else answer
        values: dict[str, Any] = {"return": struct_of(result)}
        return resource_pb2.ResourceInvokeResponse(**values)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        urn = self.urn_of(request)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        inputs = plain(request.object)
        self.recorded.append(recorded(request, urn, inputs, custom=request.custom))
        answer = struct_pb2.Struct()
        answer.CopyFrom(request.object)  # as it came, so that secrets stay secrets
        answer.update(outputs_of(request.type, request.name, inputs))
        identity = id_of(request.type, request.name, inputs) if request.custom else ""
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identity, object=answer)

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        urn = self.urn_of(request)
        inputs = plain(request.properties)
        self.recorded.append(recorded(request, urn, inputs, custom=True, read=True))
        answer = {**inputs, **outputs_of(request.type, request.name, inputs)}
        return resource_pb2.ReadResourceResponse(urn=urn, properties=struct_of(answer))

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        if request.urn in self.registered_outputs:
            raise ValueError(f"outputs of {request.urn} registered twice")
        self.registered_outputs[request.urn] = plain(request.outputs)
        return empty_pb2.Empty()

    def urn_of(self, request: Any) -> str:
        """Return the URN of a registration, which no other has."""
        path = request.type
        if request.parent and f"::{STACK_TYPE}::" not in request.parent:
            path = f"{request.parent.split('::')[2]}${path}"
        urn = f"urn:pulumi:{settings.get_stack()}::{settings.get_project()}::{path}::{request.name}"
        with self._lock:
            if urn in self._urns:
                raise ValueError(f"duplicate resource {urn}")
            self._urns.add(urn)
        return urn
