"""What every command that writes a file must refuse."""

from __future__ import annotations

from pathlib import Path

from aksnet.cli.common_options import wrong_usage


def refuse_stack_files(output: Path | None) -> None:
    """Refuse a report over a stack file, through a link too: it would cost the settings."""
    if output is None:
        return
    for path in (output, output.resolve()):
        if path.name.lower().startswith("pulumi") and path.suffix.lower() in (".yaml", ".yml"):
            raise wrong_usage(f"{output} is a stack file or a project; name another file", param_hint="--output")
