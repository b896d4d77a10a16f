"""`aksnet verify`: show that a living cluster's network is what its mode promises.

Only reads the arguments and refuses those that contradict each other: what is read is opened in `verify_world`, the
work is done in the package `verify`. Ends with 0 when nothing failed, 1 when a check failed, nothing could be judged or
the probes that were asked for did not run, 2 for wrong usage.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aksnet.cli.extras import Extra, needs
from aksnet.cli.options import HERE, Project
from aksnet.cli.output import refuse_stack_files

if TYPE_CHECKING:
    from typing import TextIO

    from aksnet.verify.expected import Expected
    from aksnet.verify.runner import Verdict


class Format(StrEnum):
    """How the report is written."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"
    MARKDOWN = "markdown"


_STACK: Final = "--stack"
_CLIENT: Final = ("--kubeconfig", "--context")
_ASKED: Final = ("--mode", "--policy", "--node-range", "--pod-range", "--service-range", "--dns-service-ip")
_ACTING: Final = ("--active", "--node-report", "--cleanup")
_EXCLUDES: Final[dict[str, tuple[str, ...]]] = {
    _STACK: _ASKED,
    "--from": (*_CLIENT, "--sandbox", *_ACTING),
    "--sandbox": (*_CLIENT, *_ACTING),
    "--cleanup": ("--active", "--node-report", "--output", "--namespace", *_ASKED),
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


@needs(Extra.VERIFY)
def verify(
    arguments: typer.Context,
    stack: Annotated[str | None, typer.Option("--stack", "-s", help="The stack whose promises to verify.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Which of the stack's clusters.")] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="The stack as it stands in the sandbox.")] = False,
    project: Project = HERE,
    kubeconfig: Annotated[Path | None, typer.Option(help="Read the cluster that this file leads to.")] = None,
    context: Annotated[str | None, typer.Option(help="The kubeconfig's context.")] = None,
    saved: Annotated[Path | None, typer.Option("--from", help="Read a folder of kubectl get … -o json.")] = None,
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="Judge pods and Services of this namespace only.")
    ] = None,
    mode: Annotated[str | None, typer.Option(help="The mode it should be (see aksnet modes).")] = None,
    policy: Annotated[str | None, typer.Option(help="The policy engine it should have.")] = None,
    node_range: Annotated[list[str] | None, typer.Option(help="A range of the nodes; repeat for IPv6.")] = None,
    pod_range: Annotated[list[str] | None, typer.Option(help="A range of the pods; repeat for IPv6.")] = None,
    service_range: Annotated[list[str] | None, typer.Option(help="A range of the Services; repeat for IPv6.")] = None,
    dns_service_ip: Annotated[str | None, typer.Option(help="The address of the DNS Service.")] = None,
    azure: Annotated[
        bool | None,
        typer.Option("--azure/--no-azure", help="Read routes, roles and egress in Azure.", show_default="with a stack"),
    ] = None,
    active: Annotated[bool, typer.Option("--active", help="Also send traffic between short-lived probe pods.")] = False,
    node_report: Annotated[bool, typer.Option("--node-report", help="Also look at nodes from a debug pod.")] = False,
    cleanup: Annotated[bool, typer.Option("--cleanup", help="Only remove what earlier probes left.")] = False,
    node: Annotated[
        list[str] | None, typer.Option(help="A node to report; repeat.", show_default="one of each pool")
    ] = None,
    probe_image: Annotated[str | None, typer.Option(help="The image of probe pods.")] = None,
    probe_url: Annotated[str | None, typer.Option(help="What a probe asks for outside.")] = None,
    probe_timeout: Annotated[float | None, typer.Option(help="Seconds to wait for probe pods to start.", min=1)] = None,
    pods: Annotated[bool, typer.Option("--pods", help="List every pod by node, however many there are.")] = False,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the report.")] = Format.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.", show_default="the terminal")
    ] = None,
) -> None:
    """Show that a cluster's network is what its mode promises."""
    _refuse_contradictions(arguments)
    from aksnet.cli.verify_world import Request, judged, swept

    refuse_stack_files(output)
    request = Request(
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
        for name in swept(request):
            typer.echo(f"removed {name}")
        return
    verdict = judged(request)
    _show(verdict, form, output, pods=pods)
    if not verdict.ok:
        raise typer.Exit(code=1)


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
            raise typer.BadParameter(f"{option} says something only together with {' or '.join(needed)}")


def _asked(
    mode: str | None,
    policy: str | None,
    node_ranges: list[str] | None,
    pod_ranges: list[str] | None,
    service_ranges: list[str] | None,
    dns_service_ip: str | None,
) -> Expected:
    from aksnet.verify.errors import VerifyError
    from aksnet.verify.expected import of_options

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


def _show(verdict: Verdict, form: Format, output: Path | None, *, pods: bool) -> None:
    if output is None:
        _write(verdict, form, sys.stdout, pods=pods)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            _write(verdict, form, file, pods=pods)
    except OSError as fault:
        typer.echo(f"{output.absolute()} cannot be written: {fault.strerror}", err=True)
        raise typer.Exit(code=1) from None
    from aksnet.verify.report.parts import headline

    typer.echo(headline(verdict), err=True)


def _write(verdict: Verdict, form: Format, file: TextIO, *, pods: bool) -> None:
    """Write one format; each brings in only what it needs."""
    match form:
        case Format.TABLE:
            from aksnet.verify.report.table import write_table

            write_table(verdict, file, pods=pods)
        case Format.JSON:
            from aksnet.verify.report.document import write_json

            write_json(verdict, file)
        case Format.JUNIT:
            from datetime import UTC, datetime

            from aksnet.verify.report.junit import write_junit

            write_junit(verdict, file, datetime.now(UTC))
        case Format.MARKDOWN:
            from aksnet.verify.report.markdown import markdown

            file.write(markdown(verdict, pods=pods))
