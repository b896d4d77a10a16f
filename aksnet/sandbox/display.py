"""A run as a person reads it: one line per resource that changes, the messages, a summary, the outputs.

Colours and a live line in a terminal, plain lines elsewhere. What happened is in `record` and `result`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from textwrap import indent
from typing import Any, Final

import yaml
from pulumi.automation.events import EngineEvent, StepEventMetadata
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from aksnet.engine.run_log import RunLog, step_of
from aksnet.engine.urns import STACK_TYPE
from aksnet.folded import folded_on
from aksnet.sandbox.changed_properties import changed_properties
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
        self._doing, self._stack = _TITLES[operation], stack
        self._live = _progress(console) if console.is_terminal else None
        self._task = self._live.add_task(self._doing) if self._live is not None else None

    def __enter__(self) -> Display:
        self._line(Text(f"{self._doing} {self._stack} in the sandbox (no Azure account, nothing real)", style="bold"))
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_unused: object) -> None:
        if self._live is not None:
            self._live.stop()

    def event(self, event: EngineEvent, _record: RunLog) -> None:
        """Show an event that changes something; what stays the same is only counted."""
        if event.res_outputs_event is not None:
            self._resource(event.res_outputs_event.metadata)
        elif event.res_op_failed_event is not None:
            metadata = event.res_op_failed_event.metadata
            self._line(Text(f"  ! {_short(metadata)}  failed", style="red"))

    def _resource(self, metadata: StepEventMetadata) -> None:
        self._seen += 1
        if self._live is not None and self._task is not None:
            many = "resource" if self._seen == 1 else "resources"
            self._live.update(self._task, description=f"{self._doing}: {self._seen} {many}")
        step = step_of(metadata)
        if step not in SIGNS or (metadata.urn, step) in self._shown or metadata.type == STACK_TYPE:
            return
        self._shown.add((metadata.urn, step))
        sign, colour = SIGNS[step]
        properties = ", ".join(changed_properties(metadata)) if step != "create" else ""
        changed = f"  [{properties}]" if properties else ""
        self._line(Text(f"  {sign} {_short(metadata)}{changed}", style=colour))
        if step != "create":
            for sentence in self._told(metadata.urn):
                self._say(f"      {sentence}")

    def result(self, result: RunResult, *, outputs: bool = False) -> None:
        """Show how the run ended, with the outputs themselves or with their names."""
        for warning in result.warnings:
            self._say(f"warning: {warning}", "yellow")
        for error in result.errors:
            self._say(f"error: {error}", "red")
        if result.ok and result.outputs and self._operation != "destroy":
            self._outputs(result.outputs, whole=outputs)
        words = _PLANNED if self._operation == "preview" else _DONE
        # The stack itself is no resource that anybody asked for.
        steps = [step for urn, step in result.steps.items() if f"::{STACK_TYPE}::" not in urn]
        counts = [f"{count} {words[step]}" for step in words if (count := steps.count(step))]
        verb = "done" if result.ok else "failed"
        self._line(
            Text(f"{self._operation} {verb} in {result.seconds:.1f} s: {', '.join(counts) or 'nothing'}", "bold")
        )

    def _outputs(self, outputs: Mapping[str, Any], *, whole: bool) -> None:
        if not whole:
            self._say(f"Outputs: {', '.join(sorted(outputs))} (--show-outputs prints them)")
            return
        self._line(Text("Outputs:", style="bold"))
        text = yaml.safe_dump(dict(outputs), allow_unicode=True, width=10_000)
        self._line(Text(indent(text.rstrip(), "  ")))

    def _say(self, text: str, style: str = "") -> None:
        self._line(Text(folded_on(self._console, text), style=style))

    def _line(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True, highlight=False)


def _progress(console: Console) -> Progress:
    """Return the live line of a terminal: what is going on, and for how long; it goes when the run is over.

    It is short, because a terminal that is too narrow for it would show no time.
    """
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
    )


def _short(metadata: StepEventMetadata) -> str:
    name = metadata.urn.split("::", 3)[3]
    return f"{metadata.type}  {name}"
