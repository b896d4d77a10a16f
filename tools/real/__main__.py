"""`make parts`, `make real` and `make live`.

`make real` runs a real control plane on loopback with the nodes of a stack's simulated cluster, until Ctrl-C: nodes
come and go as `aksnet sandbox up -s STACK --kubeconfig FILE` makes and changes that cluster.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from shlex import quote
from typing import Annotated, Final

import typer
from rich.console import Console

from aksnet.engine.home import Home
from aksnet.engine.interrupts import interruptible
from aksnet.engine.obtain import obtain
from aksnet.errors import AksnetError
from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.serve.stack_clusters import clusters_of
from aksnet.sandbox.store import Store, Subscription
from tools.real import real_parts
from tools.real.control_plane import ControlPlane, ControlPlaneError
from tools.real.live_tests import run_live
from tools.real.stack_cluster import StackCluster
from tools.real.stand_ins import Cluster, Running, StandIns

_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_LOOK_SECONDS: Final = 0.5


def main(
    stack: Annotated[str, typer.Argument(help="Whose simulated cluster gives the nodes.")] = "dev",
    parts: Annotated[bool, typer.Option("--parts", help="Only build the parts.")] = False,
    tests: Annotated[bool, typer.Option("--tests", help="Run the tests that need the parts.")] = False,
    within: Annotated[
        float | None, typer.Option(help="Seconds for the tests, and for building what they need.")
    ] = None,
) -> None:
    """Start a real control plane with the nodes of a stack's simulated cluster."""
    home = Home.of(_CHECKOUT)
    if tests:
        raise typer.Exit(code=run_live(home, typer.echo, within))
    try:
        with interruptible(lambda: "Nothing is left of the control plane; what was compiled is kept."):
            console = Console(stderr=True)
            cluster = None if parts else StackCluster.of(_CHECKOUT, stack)
            engine, commands = obtain(home, console), real_parts.commands(home, console)
            typer.echo(real_parts.versions(engine))
            if cluster is not None:
                _serve(home, stack, cluster, commands)
    except AksnetError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(code=1) from fault


def _serve(home: Home, stack: str, cluster: StackCluster, commands: real_parts.Commands) -> None:
    if note := cluster.note(real_parts.KUBERNETES):
        typer.echo(note)
    with ControlPlane(commands, home.root / "real" / stack, cluster.service_range) as plane:
        stand_ins = StandIns(Store(home.subscription), _cluster_of(home, stack))
        with Running(stand_ins, plane.api) as running:
            typer.echo(_usage(plane, stack))
            told = 0
            while plane.ended() is None:
                time.sleep(_LOOK_SECONDS)
                for text in running.faults[told:]:
                    typer.echo(f"The machines' stand-ins: {text}", err=True)
                told = len(running.faults)
        raise ControlPlaneError(f"{plane.ended()} ended by itself.")


def _usage(plane: ControlPlane, stack: str) -> str:
    file = quote(str(plane.kubeconfig))
    return "\n".join(
        [
            f"A control plane runs on {plane.server} until Ctrl-C. Its nodes are those of the stack {stack}, as soon",
            "as the sandbox has made its cluster. In another terminal:",
            f"  aksnet sandbox up -s {stack} --kubeconfig {file}",
            f"  aksnet verify -s {stack} --kubeconfig {file}",
            f"  kubectl --kubeconfig {file} get nodes,pods -A -o wide",
        ]
    )


def _cluster_of(home: Home, stack: str) -> Cluster:
    """Return how to find the only cluster of a stack in the subscription."""

    def found(_view: Subscription) -> str | None:
        try:
            return next(iter(clusters_of(home, _CHECKOUT, stack).values()))
        except SandboxError:
            return None  # not made yet, or gone

    return found


if __name__ == "__main__":
    sys.argv[0] = "python -m tools.real"
    typer.run(main)
