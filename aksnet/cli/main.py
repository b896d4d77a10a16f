"""The command line `aksnet`: its commands by name, and the one place where every failure becomes a message.

What a code says is in `aksnet.errors.ExitCode`. Commands import what they work with only when they are called, so that
`aksnet --help` needs neither pydantic nor rich.
"""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from aksnet.cli.calc import calc
from aksnet.cli.diff import diff
from aksnet.cli.help import examples
from aksnet.cli.migrate import migrate
from aksnet.cli.plan import plan
from aksnet.cli.print_tables import modes, schema
from aksnet.cli.recover import recover
from aksnet.cli.sandbox import app as sandbox_app
from aksnet.cli.sandbox import engine
from aksnet.cli.serve import serve
from aksnet.cli.suggest import suggest
from aksnet.cli.verify import verify
from aksnet.cli.version import print_version
from aksnet.errors import AksnetError, ExitCode
from aksnet.folded import folded
from aksnet.visible import visible

if TYPE_CHECKING:
    from typing_extensions import Buffer

NAME = "aksnet"
app = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
sandbox_app.command(**examples("aksnet sandbox serve -s dev", "aksnet sandbox serve -s dev --port 8001 -v"))(serve)
app.add_typer(sandbox_app, name="sandbox")
app.command(**examples("aksnet plan -s dev", "aksnet plan -s dev -f svg -o map.svg"))(plan)
app.command(
    **examples(
        "aksnet diff -s dev",
        "aksnet diff -s dev -s prod --against main -f markdown",
        "aksnet diff -s dev --sandbox --map change.html",
    )
)(diff)
app.command(**examples("aksnet migrate -s dev", "aksnet migrate -s dev --abort"))(migrate)
app.command(**examples("aksnet modes", "aksnet modes --json"))(modes)
app.command(
    **examples(
        "aksnet suggest --nodes 50 --need ipv6",
        "aksnet suggest --nodes 500 --need pods-reachable --vnet 10.0.0.0/16",
        "aksnet suggest --nodes 20 --need hub-dns --dns-server 10.8.1.4",
        "aksnet suggest --nodes 20 --name shop --output Pulumi.shop.yaml",
    )
)(suggest)
app.command(**examples("aksnet calc node-subnet --nodes 50", "aksnet calc overlay --nodes 200 --surge 10% --json"))(
    calc
)
app.command(**examples("aksnet recover -s dev", "aksnet recover -s dev --sandbox"))(recover)
app.command(
    **examples(
        "aksnet verify -s dev",
        "aksnet verify -s dev --active",
        "aksnet verify --kubeconfig ~/.kube/config",
        "aksnet verify --kubeconfig ~/.kube/config --save saved/",
        "aksnet verify --from saved/ -f junit -o report.xml",
    )
)(verify)
app.command(**examples("aksnet engine"))(engine)
app.command(**examples("aksnet schema > stack-file.schema.json"))(schema)


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """AKS networks as code: plan, run without an Azure account, recover, verify."""


def main() -> None:
    """Run the command line; every failure ends in one message."""
    _prepare_output()
    try:
        try:
            app(prog_name=NAME)
        finally:
            typer.echo("", nl=False)  # what is left in a buffer fails here, not at the interpreter's end
    except AksnetError as fault:
        _end(str(fault), fault.exit_code)
    except OSError as fault:
        if fault.filename is None:
            _end_as_defect(fault)
        place = visible(str(Path(os.fsdecode(fault.filename)).absolute()))
        _end(f"{place} cannot be read or written: {fault.strerror}", ExitCode.FAILED)
    except Exception as fault:
        _end_as_defect(fault)


class _Output(FileIO):
    """Standard output whose reader may leave, as `head` does: the rest is dropped, and the command ends as it would.

    Where it cannot be written otherwise, as on a full disk, the rest is dropped too, and the command fails.
    """

    def write(self, data: Buffer, /) -> int:
        """Write to the reader, or to nobody."""
        try:
            return super().write(data)
        except BrokenPipeError:
            self._drop()
            return memoryview(data).nbytes
        except OSError as fault:
            self._drop()
            raise AksnetError(f"The output cannot be written: {fault.strerror}") from None

    def _drop(self) -> None:
        nobody = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nobody, self.fileno())
        os.close(nobody)


def _prepare_output() -> None:
    """Let no terminal end a command: not one without the characters, nor one that is gone or was never there."""
    old = sys.stdout
    sys.stdout, sys.stderr = old or _nobody(), sys.stderr or _nobody()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if isinstance(old, TextIOWrapper):
        raw = _Output(old.fileno(), "w", closefd=False)
        sys.stdout = TextIOWrapper(
            BufferedWriter(raw), encoding=old.encoding, errors=old.errors, line_buffering=old.line_buffering
        )


def _nobody() -> TextIOWrapper:
    return TextIOWrapper(BufferedWriter(FileIO(os.devnull, "w")))


def _end_as_defect(fault: Exception) -> NoReturn:
    """End with what a report to us needs: nobody else can mend it."""
    _end(f"aksnet failed (bug): {type(fault).__name__}: {fault}", ExitCode.FAILED)


def _end(text: str, code: ExitCode) -> NoReturn:
    columns = get_terminal_size().columns
    typer.echo(folded(text, columns) if sys.stderr.isatty() else text, err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
