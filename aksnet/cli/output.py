"""What every command that writes a file does: refuse to lose settings, and say in one message what went wrong."""

from __future__ import annotations

from pathlib import Path

from aksnet.cli.common_options import wrong_usage
from aksnet.errors import AksnetError


def refuse_stack_files(output: Path | None) -> None:
    """Refuse a report over a stack file, through a link too: it would cost the settings."""
    if output is None:
        return
    for path in (output, output.resolve()):
        if path.name.lower().startswith("pulumi") and path.suffix.lower() in (".yaml", ".yml"):
            raise wrong_usage(f"{output} is a stack file or a project; name another file", param_hint="--output")


def write_file(path: Path, text: str, *, new: bool = False) -> None:
    """Write a file, over what is there unless it has to be new; AksnetError when that cannot be done."""
    try:
        with path.open("x" if new else "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as fault:
        raise AksnetError(f"{path.absolute()} cannot be written: {fault.strerror}") from None
