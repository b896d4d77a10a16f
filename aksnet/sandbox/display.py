"""A run as a person reads it: one line per resource that changes, the messages, a summary, the outputs.

Colours and a live line in a terminal, plain lines elsewhere. What happened is in `record` and `result`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import indent
from typing import Final

import yaml
from pulumi.automation.events import EngineEvent, StepEventMetadata
from rich.console import Console
from rich.text import Text

from aksnet.engine.run_log import RunLog, step_of
from aksnet.engine.urns import STACK_TYPE
from aksnet.sandbox.result import RunResult

SIGNS: Final = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "replace": ("±", "magenta"),
    "delete": ("-", "red"),
    "read": (">", "cyan"),
    "import": ("=", "cyan"),
}
"""What stands before a resource that changes, and its colour."""
_DONE: Final = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "import": "taken over",
    "same": "unchanged",
}
_PLANNED: Final = {
    "create": "to create",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
    "import": "to take over",
    "same": "unchanged",
}
_TITLES: Final = {
    "preview": "Previewing",
    "up": "Deploying",
    "refresh": "Refreshing",
    "destroy": "Destroying",
}


Told = Callable[[str], Iterable[str]]
"""Returns sentences about what becomes of the resource of a URN."""


class Display:
    """Shows one run while it goes on and when it is over."""

    def __init__(self, operation: str, stack: str, console: Console, told: Told = lambda _urn: ()) -> None:
        self._operation = operation
        self._told = told
        self._console = console
        self._shown: set[tuple[str, str]] = set()
        self._seen = 0
        self._title = f"{_TITLES[operation]} {stack} in the sandbox (no Azure account, nothing real)"
        self._status = console.status(self._title) if console.is_terminal else None

    def __enter__(self) -> Display:
        self._line(Text(self._title, style="bold"))
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_unused: object) -> None:
        if self._status is not None:
            self._status.stop()

    def event(self, event: EngineEvent, _record: RunLog) -> None:
        """Show an event that changes something; what stays the same is only counted."""
        if event.res_outputs_event is not None:
            self._resource(event.res_outputs_event.metadata)
        elif event.res_op_failed_event is not None:
            metadata = event.res_op_failed_event.metadata
            self._line(Text(f"  ! {_short(metadata)}  failed", style="red"))

    def _resource(self, metadata: StepEventMetadata) -> None:
        self._seen += 1
        if self._status is not None:
            self._status.update(f"{self._title}: {self._seen} resources")
        step = step_of(metadata)
        if step not in SIGNS or (metadata.urn, step) in self._shown or metadata.type == STACK_TYPE:
            return
        self._shown.add((metadata.urn, step))
        sign, colour = SIGNS[step]
        changed = f"  [{', '.join(sorted(metadata.diffs))}]" if metadata.diffs and step != "create" else ""
        self._line(Text(f"  {sign} {_short(metadata)}{changed}", style=colour))
        if step != "create":
            for sentence in self._told(metadata.urn):
                self._line(Text(f"      {sentence}"))

    def result(self, result: RunResult) -> None:
        """Show how the run ended."""
        for warning in result.warnings:
            self._line(Text(f"warning: {warning}", style="yellow"))
        for error in result.errors:
            self._line(Text(f"error: {error}", style="red"))
        if result.ok and result.outputs and self._operation != "destroy":
            self._line(Text("Outputs:", style="bold"))
            text = yaml.safe_dump(dict(result.outputs), allow_unicode=True, width=10_000)
            self._line(Text(indent(text.rstrip(), "  ")))
        words = _PLANNED if self._operation == "preview" else _DONE
        # The stack itself is no resource that anybody asked for.
        steps = [step for urn, step in result.steps.items() if f"::{STACK_TYPE}::" not in urn]
        counts = [f"{count} {words[step]}" for step in words if (count := steps.count(step))]
        verb = "done" if result.ok else "failed"
        self._line(
            Text(f"{self._operation} {verb} in {result.seconds:.1f} s: {', '.join(counts) or 'nothing'}", "bold")
        )

    def _line(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True, highlight=False)


def _short(metadata: StepEventMetadata) -> str:
    name = metadata.urn.split("::", 3)[3]
    return f"{metadata.type}  {name}"
