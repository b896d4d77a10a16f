"""The command line `aksnet`: its commands by name, its exit codes, and no stack trace for any failure.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage. Commands are imported only when they are called, so that
`aksnet --help` needs neither pulumi nor pydantic.
"""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING

import typer

from aksnet.cli.calc import calc
from aksnet.cli.plan import plan
from aksnet.cli.recover import recover
from aksnet.cli.sandbox import app as sandbox_app
from aksnet.cli.sandbox import engine
from aksnet.cli.serve import serve
from aksnet.cli.suggest import suggest
from aksnet.cli.tables import modes, schema
from aksnet.cli.timeline import timeline
from aksnet.cli.verify import verify

if TYPE_CHECKING:
    from typing_extensions import Buffer

app = typer.Typer(
    name="aksnet",
    help="AKS networks as code: run any stack on a real Pulumi engine without an Azure account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sandbox_app.command()(serve)
sandbox_app.command()(timeline)
app.add_typer(sandbox_app, name="sandbox")
app.command()(plan)
app.command()(modes)
app.command()(suggest)
app.command()(calc)
app.command()(recover)
app.command()(verify)
app.command()(engine)
app.command()(schema)


def main() -> None:
    """Run the command line; every failure ends in one message."""
    _prepare_output()
    try:
        app()
    except KeyboardInterrupt:
        _end("Interrupted.", 1)
    except Exception as fault:
        if type(fault).__name__ in ("SandboxError", "RecoverError", "VerifyError"):
            _end(str(fault), 1)
        _end(f"aksnet failed (bug): {type(fault).__name__}: {fault}", 1)


class _Output(FileIO):
    """Standard output whose reader may leave, as `head` does: the rest is dropped, and the command ends as it would."""

    def write(self, data: Buffer, /) -> int:
        """Write to the reader, or to nobody."""
        try:
            return super().write(data)
        except BrokenPipeError:
            nobody = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nobody, self.fileno())
            os.close(nobody)
            return memoryview(data).nbytes


def _prepare_output() -> None:
    """Let no terminal end a command: not one without the characters, nor one that is gone."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    old = sys.stdout
    if isinstance(old, TextIOWrapper):
        raw = _Output(old.fileno(), "w", closefd=False)
        sys.stdout = TextIOWrapper(
            BufferedWriter(raw), encoding=old.encoding, errors=old.errors, line_buffering=old.line_buffering
        )


def _end(text: str, code: int) -> None:
    typer.echo(text, err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
