"""The command line `aksnet`: its commands by name, its exit codes, and no stack trace for any failure.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage. Commands are imported only when they are called, so that
`aksnet --help` needs neither pulumi nor pydantic.
"""

from __future__ import annotations

import sys

import typer

from cli.calc import calc
from cli.docs import app as docs_app
from cli.plan import plan
from cli.sandbox import app as sandbox_app
from cli.sandbox import engine
from cli.suggest import suggest
from cli.tables import modes, schema

app = typer.Typer(
    name="aksnet",
    help="AKS networks as code: run any stack on a real Pulumi engine without an Azure account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(sandbox_app, name="sandbox")
app.add_typer(docs_app, name="docs")
app.command()(plan)
app.command()(modes)
app.command()(suggest)
app.command()(calc)
app.command()(engine)
app.command()(schema)


def main() -> None:
    """Run the command line; every failure ends in one message."""
    try:
        app()
    except KeyboardInterrupt:
        _end("Interrupted.", 1)
    except BrokenPipeError:
        # The reader, such as `head`, has gone: nobody is left to tell.
        sys.stderr.close()
        sys.exit(1)
    except Exception as fault:
        if type(fault).__name__ == "SandboxError":
            _end(str(fault), 1)
        _end(f"aksnet failed (bug): {type(fault).__name__}: {fault}", 1)


def _end(text: str, code: int) -> None:
    typer.echo(text, err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
