"""What `--help` shows beside a command's sentences: its options by subject, and examples to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

if TYPE_CHECKING:
    import typer

EXAMPLES = "Examples"


class Command(TyperCommand):
    """A command whose options stand by subject (`rich_help_panel`), and whose epilog is examples, one on a line."""

    def format_options(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write arguments first, then each subject in the order of its first option, then what has none."""
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": []}
        rest: list[tuple[str, str]] = []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is None:
                continue
            if param.param_type_name == "argument":
                sections["Arguments"].append((record[0].split(" <")[0], record[1]))
                continue
            subject = getattr(param, "rich_help_panel", None)
            (sections.setdefault(subject, []) if subject else rest).append(record)
        sections["Options"] = rest
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the examples as they are: a folded command line cannot be copied."""
        del ctx
        if self.epilog:
            with formatter.section(EXAMPLES):
                formatter.write(
                    "".join(f"{'':>{formatter.current_indent}}{line}\n" for line in self.epilog.split("\n"))
                )


def examples(*lines: str) -> dict[str, Any]:
    """Return the arguments with which a command is registered: its class, and its examples."""
    return {"cls": Command, "epilog": "\n".join(lines)}
