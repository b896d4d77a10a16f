"""`aksnet verify`: show that a living cluster's network is what its mode promises.

Only reads the arguments and refuses those that contradict each other: what is read is opened in `verify_world`, the
work is done in the package `verify`, and the report is written in `verify_report`. Ends with 0 when the network is
proved, 1 when a check failed or something that was asked for did not happen, 2 for wrong usage, 3 when nothing failed
but too little could be judged.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aksnet.cli.common_options import HERE, Project
from aksnet.cli.extras import Extra, needs
from aksnet.cli.output import refuse_stack_files
from aksnet.cli.verify_report import Format, show

if TYPE_CHECKING:
    from aksnet.verify.expected import Expected


class Accepted(StrEnum):
    """What ends with 0 besides a proof."""

    UNPROVED = "unproved"


_STACK: Final = "--stack"
_CLIENT: Final = ("--kubeconfig", "--context")
_ASKED: Final = ("--mode", "--policy", "--node-range", "--pod-range", "--service-range", "--dns-service-ip")
_ACTING: Final = ("--active", "--node-report", "--cleanup")
_EXCLUDES: Final[dict[str, tuple[str, ...]]] = {
    _STACK: _ASKED,
    "--from": (*_CLIENT, "--sandbox", *_ACTING, "--save"),
    "--sandbox": (*_CLIENT, *_ACTING),
    "--cleanup": ("--active", "--node-report", "--output", "--namespace", "--save", *_ASKED),
    "--save": ("--active", "--node-report", "--output", "--namespace", "--accept", *_ASKED),
}
"""What contradicts an option: nothing acts on the sandbox or on files, and a stack declares what others are asked."""
_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "--cluster": (_STACK,),
    "--azure": (_STACK,),
    "--node": ("--node-report",),
    "--probe-image": ("--active", "--node-report"),
    "--probe-timeout": ("--active", "--node-report"),
    "--probe-url": ("--active",),
}
"""What an option means nothing without: one of these."""
_NAMES: Final = {"saved": "--from"}
"""Options that are not called as their parameters are."""
_READ: Final = "What to read"
_EXPECT: Final = "What to expect, where no stack says it"
_BESIDES: Final = "What to do besides"
_REPORT: Final = "The report"


@needs(Extra.VERIFY)
def verify(
    arguments: typer.Context,
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack", "-s", metavar="NAME", rich_help_panel=_READ, help="The stack whose promises to verify."
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", rich_help_panel=_READ, help="Only this cluster of the stack.", show_default="all of them"
        ),
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", rich_help_panel=_READ, help="The stack as it stands in the sandbox.")
    ] = False,
    project: Project = HERE,
    kubeconfig: Annotated[
        Path | None,
        typer.Option(metavar="FILE", rich_help_panel=_READ, help="Read the cluster that this file leads to."),
    ] = None,
    context: Annotated[
        str | None, typer.Option(metavar="NAME", rich_help_panel=_READ, help="The kubeconfig's context.")
    ] = None,
    saved: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="PATH", rich_help_panel=_READ, help="Read what was saved: a folder, or one file."
        ),
    ] = None,
    namespace: Annotated[
        str | None,
        typer.Option(
            "--namespace",
            "-n",
            metavar="NAME",
            rich_help_panel=_READ,
            help="Judge pods and Services of this namespace only.",
        ),
    ] = None,
    mode: Annotated[
        str | None,
        typer.Option(metavar="MODE", rich_help_panel=_EXPECT, help="The mode it should be (see aksnet modes)."),
    ] = None,
    policy: Annotated[
        str | None, typer.Option(metavar="POLICY", rich_help_panel=_EXPECT, help="The policy engine it should have.")
    ] = None,
    node_range: Annotated[
        list[str] | None,
        typer.Option(metavar="RANGE", rich_help_panel=_EXPECT, help="A range of the nodes; repeat for IPv6."),
    ] = None,
    pod_range: Annotated[
        list[str] | None,
        typer.Option(metavar="RANGE", rich_help_panel=_EXPECT, help="A range of the pods; repeat for IPv6."),
    ] = None,
    service_range: Annotated[
        list[str] | None,
        typer.Option(metavar="RANGE", rich_help_panel=_EXPECT, help="A range of the Services; repeat for IPv6."),
    ] = None,
    dns_service_ip: Annotated[
        str | None, typer.Option(metavar="ADDRESS", rich_help_panel=_EXPECT, help="The address of the DNS Service.")
    ] = None,
    azure: Annotated[
        bool | None,
        typer.Option(
            "--azure/--no-azure",
            rich_help_panel=_BESIDES,
            help="Read routes, roles and egress in Azure.",
            show_default="with a stack",
        ),
    ] = None,
    active: Annotated[
        bool,
        typer.Option("--active", rich_help_panel=_BESIDES, help="Also send traffic between short-lived probe pods."),
    ] = False,
    node_report: Annotated[
        bool, typer.Option("--node-report", rich_help_panel=_BESIDES, help="Also look at nodes from a debug pod.")
    ] = False,
    cleanup: Annotated[
        bool, typer.Option("--cleanup", rich_help_panel=_BESIDES, help="Only remove what earlier probes left.")
    ] = False,
    node: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            rich_help_panel=_BESIDES,
            help="A node to report on; repeat for several.",
            show_default="one of each pool",
        ),
    ] = None,
    probe_image: Annotated[
        str | None, typer.Option(metavar="IMAGE", rich_help_panel=_BESIDES, help="The image of probe pods.")
    ] = None,
    probe_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", rich_help_panel=_BESIDES, help="The URL outside the cluster that a probe requests."
        ),
    ] = None,
    probe_timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", rich_help_panel=_BESIDES, help="Seconds to wait for probe pods to start.", min=1
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            rich_help_panel=_BESIDES,
            help="Only write what --from reads of the cluster into this folder.",
        ),
    ] = None,
    accept: Annotated[
        Accepted | None,
        typer.Option(
            rich_help_panel=_REPORT, help="Also end with 0 where nothing failed but too little could be judged."
        ),
    ] = None,
    pods: Annotated[
        bool, typer.Option("--pods", rich_help_panel=_REPORT, help="List every pod by node, however many there are.")
    ] = False,
    form: Annotated[
        Format, typer.Option("--format", "-f", rich_help_panel=_REPORT, help="How to write the report.")
    ] = Format.TABLE,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel=_REPORT,
            help="Write to this file.",
            show_default="the terminal",
        ),
    ] = None,
) -> None:
    """Show that a cluster's network is what its mode promises."""
    _refuse_contradictions(arguments)
    from aksnet.cli import verify_world
    from aksnet.verify.verdicts import worst_exit_code

    refuse_stack_files(output)
    request = verify_world.Request(
        stack=stack,
        cluster=cluster,
        sandbox=sandbox,
        project=project,
        kubeconfig=kubeconfig,
        context=context,
        saved=saved,
        namespace=namespace,
        asked=_asked(mode, policy, node_range, pod_range, service_range, dns_service_ip),
        azure=azure if azure is not None else stack is not None and saved is None,
        active=active,
        node_report=node_report,
        probes={"nodes": tuple(node or ()), "image": probe_image, "url": probe_url, "patience": probe_timeout},
    )
    if cleanup:
        for name in verify_world.swept(request):
            typer.echo(f"removed {name}")
        return
    if save is not None:
        for line in verify_world.saved(request, save):
            typer.echo(line)
        return
    judged = verify_world.judged(request)
    accepted = accept is Accepted.UNPROVED
    show(judged, form, output, pods=pods, accept_unproved=accepted)
    if code := worst_exit_code(judged, accept_unproved=accepted):
        raise typer.Exit(code=code)


def _refuse_contradictions(arguments: typer.Context) -> None:
    """End with one message when the options do not go together."""
    given = {
        _NAMES.get(name, f"--{name.replace('_', '-')}")
        for name, value in arguments.params.items()
        if value not in (None, False, [], ())
    }
    if not given & {_STACK, "--from", *_CLIENT}:
        raise typer.BadParameter("say what to verify: --stack, --kubeconfig, --context or --from")
    for option, others in _EXCLUDES.items():
        for other in others:
            if {option, other} <= given:
                raise typer.BadParameter(f"{option} and {other} contradict each other")
    for option, needed in _NEEDS.items():
        if option in given and not given & set(needed):
            raise typer.BadParameter(f"{option} applies only together with {' or '.join(needed)}")


def _asked(
    mode: str | None,
    policy: str | None,
    node_ranges: list[str] | None,
    pod_ranges: list[str] | None,
    service_ranges: list[str] | None,
    dns_service_ip: str | None,
) -> Expected:
    from aksnet.verify.expected import of_options
    from aksnet.verify.verify_errors import VerifyError

    try:
        return of_options(
            mode=mode,
            policy=policy,
            node_ranges=node_ranges or (),
            pod_ranges=pod_ranges or (),
            service_ranges=service_ranges or (),
            dns_service_ip=dns_service_ip,
        )
    except VerifyError as fault:
        raise typer.BadParameter(str(fault)) from None
