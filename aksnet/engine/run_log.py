"""What the engine's events tell about a run: steps, resources, messages.

A `RunError` of an inline program reaches the engine twice (as a log line, and as the program's result): it is kept
once, without the stack trace or frame that surrounds it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from pulumi.automation.events import EngineEvent, StepEventMetadata

from aksnet.engine.program import TOLD
from aksnet.engine.urns import STACK_TYPE, name_of

# What the engine puts around a message of the program or of a provider, and says nothing.
_FRAMES: Final = (
    re.compile(r"^an unhandled error occurred: "),
    re.compile(r"^python inline source runtime error: "),
    re.compile(r"(?<= )value \{<nil>\} "),
)
# What follows from a failure and says nothing of it: the program of a run that ends is the last to be told.
_NOISE: Final = frozenset(
    {
        TOLD,
        "update failed",
        "preview failed",
        "destroy failed",
        "refresh failed",
        "Resource monitor has terminated, shutting down",
    }
)
_FRAME_LINE: Final = re.compile(r'^  File "(?P<file>[^"]+)", line \d+, in ')
_FOREIGN_FRAMES: Final = ("site-packages", "<frozen", "/lib/python3", str(Path(__file__).parent))
_COLOURS: Final = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m")
# The engine's own names, some for half of a replacement: what a reader calls them.
_STEPS: Final = {
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "discard-replaced": "replace",
    "read-replacement": "replace",
    "refresh": "same",
    "discard": "delete",
}
_RANK: Final = ("same", "read", "create", "update", "delete", "replace")


def plain(text: str) -> str:
    """Return a message without the engine's colour marks and frames, a stack trace only with the user's own code."""
    text = _COLOURS.sub("", text).strip()
    for frame in _FRAMES:
        text = frame.sub("", text)
    head, found, trace = text.partition("\nTraceback (most recent call last):\n")
    return "\n".join([head, *_own_frames(trace)]) if found else text


def _own_frames(trace: str) -> list[str]:
    kept, keep = [], False
    for line in trace.splitlines():
        frame = _FRAME_LINE.match(line)
        if frame:
            path = frame["file"]
            keep = not any(part in path for part in _FOREIGN_FRAMES)
        elif not line.startswith(" "):
            keep = False  # the exception itself, which the head already says
        if keep:
            kept.append(line)
    return kept


_MEANINGS: Final = {
    "grpc: the client connection is closing": (
        "this change replaces the cluster, and the engine cannot delete what runs in it through a Kubernetes provider "
        "that it replaces in the same run (https://github.com/pulumi/pulumi/issues/14650). What runs in the cluster is "
        "as it was. Undo the change and run up: it gives the provider the clusterIdentifier that keeps it; then make "
        "the change"
    )
}
# What a message of a provider leaves open.
_CURES: Final = {
    "Server-Side Apply field conflict": (
        ". Somebody else wrote these fields. Number of pods: write autoscaled: true for the workload, which leaves "
        "it to them. Else change them back by hand, or take everything over once with "
        "PULUMI_K8S_ENABLE_PATCH_FORCE=true; an object with the annotation pulumi.com/patchForce: true is taken over "
        "in every run"
    )
}


def step_of(metadata: StepEventMetadata) -> str:
    """Return the step in a reader's words."""
    return step_named(str(getattr(metadata.op, "value", metadata.op)))


def step_named(name: str) -> str:
    """Return the engine's own name of a step in a reader's words."""
    return _STEPS.get(name, name)


class _Messages:
    """Messages of one severity, each text once, with the resources that it is about."""

    def __init__(self) -> None:
        self._about: dict[str, list[str]] = {}

    def add(self, text: str, name: str) -> None:
        """Keep a message; a fuller wording of the same replaces the shorter one."""
        if not text:
            return
        fuller = next((each for each in self._about if text in each and text not in _NOISE), text)
        names = self._about.setdefault(fuller, [])
        if name and name not in names and name not in fuller:
            names.append(name)
        for shorter in [each for each in self._about if each in fuller and each != fuller and each not in _NOISE]:
            names.extend(each for each in self._about.pop(shorter) if each not in names)

    @property
    def unexplained(self) -> bool:
        """Whether nothing says why the run failed."""
        return all(text in _NOISE for text in self._about)

    def lines(self) -> tuple[str, ...]:
        """Return the messages; the engine's bare "update failed" only where nothing says why."""
        said = {text: names for text, names in self._about.items() if text not in _NOISE} or self._about
        return tuple(f"{_listed(names)}: {text}" if names else text for text, names in said.items())


def _explained(text: str) -> str:
    """Return what a message of the engine means where it does not say so itself."""
    cure = next((cure for sign, cure in _CURES.items() if sign in text and cure not in text), "")
    return next((meaning for sign, meaning in _MEANINGS.items() if sign in text), text + cure)


def _listed(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:3])} and {len(names) - 3} more"


class RunLog:
    """Collects the events of one run."""

    def __init__(self) -> None:
        self.steps: dict[str, str] = {}
        self.stack_outputs: dict[str, Any] = {}
        self._messages = {"error": _Messages(), "warning": _Messages()}
        self._planned: dict[str, dict[str, Any]] = {}

    @property
    def errors(self) -> tuple[str, ...]:
        """The errors, each once."""
        return self._messages["error"].lines()

    @property
    def unexplained(self) -> bool:
        """Whether no error that came as an event says why the run failed."""
        return self._messages["error"].unexplained

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings, each once."""
        return self._messages["warning"].lines()

    def event(self, event: EngineEvent) -> None:
        """Take one event."""
        if event.diagnostic_event is not None:
            diagnostic = event.diagnostic_event
            kept = self._messages.get(diagnostic.severity.removeprefix("info#"))
            if kept is not None and not diagnostic.ephemeral:
                kept.add(_explained(plain(diagnostic.message)), _name(diagnostic.urn))
        elif event.res_outputs_event is not None:
            self._step(event.res_outputs_event.metadata)

    def planned(self) -> list[dict[str, Any]]:
        """Return the resources as a preview knows them."""
        return [entry for urn, entry in self._planned.items() if self.steps.get(urn) != "delete"]

    def _step(self, metadata: StepEventMetadata) -> None:
        step, urn = step_of(metadata), metadata.urn
        known = self.steps.get(urn, "same")
        if urn not in self.steps or _rank(step) > _rank(known):
            self.steps[urn] = step
        state = metadata.new or (metadata.old if step == "delete" else None)
        if state is not None:
            self._planned[urn] = {**self._planned.get(urn, {}), **_entry(state)}
        if metadata.type == STACK_TYPE and metadata.new is not None:
            self.stack_outputs = dict(metadata.new.outputs or {})


def _rank(step: str) -> int:
    return _RANK.index(step) if step in _RANK else len(_RANK)


def _name(urn: str | None) -> str:
    """Return the logical name that a message is about; the stack itself has none."""
    return name_of(urn) if urn and urn.count("::") >= 3 and STACK_TYPE not in urn else ""


def _entry(state: Any) -> dict[str, Any]:
    return {
        "urn": state.urn,
        "type": state.type,
        "parent": state.parent,
        "inputs": state.inputs,
        "outputs": state.outputs,
        "protect": state.protect,
        "id": state.id,
    }
