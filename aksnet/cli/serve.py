"""`aksnet sandbox serve`: look at what runs in the sandbox with kubectl and with Azure's own clients.

Only reads the arguments and waits: the work is done in `aksnet.sandbox.serve`.
"""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from aksnet.cli.common_options import HERE, Project, Stack, own_name
from aksnet.cli.extras import Extra, needs


@needs(Extra.SANDBOX)
def serve(
    stack: Stack,
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="PORT", min=0, max=65535, help="The port on 127.0.0.1.", show_default="a free one"
        ),
    ] = 0,
    kubeconfig: Annotated[
        Path | None,
        typer.Option(
            "--kubeconfig",
            metavar="FILE",
            help="Where to write the kubeconfig.",
            show_default=".aksnet/kubeconfig-STACK",
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print a line for each request.")] = False,
    project: Project = HERE,
) -> None:
    """Serve a stack's clusters and the subscription, read-only.

    The clusters as Kubernetes APIs for kubectl, the subscription as ARM, both on loopback.
    """
    from aksnet.sandbox.serve.served import served

    stack = own_name(stack, project)
    log = (lambda line: typer.echo(line, err=True)) if verbose else None
    # Whoever ends the process politely gets the same end as by Ctrl-C: no kubeconfig stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with served(project=project, stack=stack, port=port, kubeconfig=kubeconfig, log=log) as what:
            typer.echo(what.usage())
            threading.Event().wait()
    except KeyboardInterrupt:
        typer.echo("Stopped.")
