"""`aksnet suggest`: reads what somebody needs, prints a mode with reasons and a stack file that passes the plan.

Only reads the arguments; weighing is done in `aksnet.suggest.suggestion`, printing in `aksnet.cli.suggest_report`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aksnet.cli.common_options import wrong_usage
from aksnet.cli.output import write_file
from aksnet.errors import ExitCode

if TYPE_CHECKING:
    from aksnet.suggest.needs import Needs
    from aksnet.suggest.suggestion import Suggestion

NEEDS_HELP = (
    "Something the cluster must give; repeat it for several: pods-reachable, windows, ipv6, network-policy, own-cni, "
    "no-vnet-addresses-for-pods, fixed-egress-address, firewall (with --next-hop), private, hub-dns (with "
    "--dns-server), zones."
)

_NEEDED: Final = "What you need"
_SURROUNDINGS: Final = "What is around it"
_FILE: Final = "The answer"


class Format(StrEnum):
    """What is printed."""

    TEXT = "text"
    YAML = "yaml"
    JSON = "json"


def suggest(
    context: typer.Context,
    nodes: Annotated[
        int | None,
        typer.Option(
            rich_help_panel=_NEEDED,
            metavar="N",
            min=1,
            max=100_000,
            help="Nodes that run your pods; all questions are asked when a terminal gives no option at all.",
            show_default=False,
        ),
    ] = None,
    pods_per_node: Annotated[
        int | None,
        typer.Option(
            rich_help_panel=_NEEDED,
            metavar="N",
            min=1,
            max=1_000,
            help="Pods on one node, AKS's own included.",
            show_default="what the mode has",
        ),
    ] = None,
    grow_to: Annotated[
        int | None,
        typer.Option(
            rich_help_panel=_NEEDED, metavar="N", min=1, max=100_000, help="Most nodes that the autoscaler may start."
        ),
    ] = None,
    surge: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=_NEEDED,
            metavar="N|SHARE",
            help="Extra nodes of an upgrade: a number, or a share of each pool.",
            show_default="as advised for the size",
        ),
    ] = None,
    need: Annotated[list[str] | None, typer.Option(metavar="NEED", rich_help_panel=_NEEDED, help=NEEDS_HELP)] = None,
    clusters: Annotated[
        int,
        typer.Option(
            rich_help_panel=_NEEDED, metavar="N", min=1, max=64, help="Identical clusters, side by side in the VNet."
        ),
    ] = 1,
    vnet: Annotated[
        str | None,
        typer.Option(rich_help_panel=_SURROUNDINGS, metavar="RANGE", help="Range of the VNet, such as 10.20.0.0/16."),
    ] = None,
    avoid: Annotated[
        list[str] | None,
        typer.Option(
            rich_help_panel=_SURROUNDINGS, metavar="RANGE", help="A range in use elsewhere; repeat it for several."
        ),
    ] = None,
    next_hop: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=_SURROUNDINGS, metavar="ADDRESS", help="Address of the firewall, for --need firewall."
        ),
    ] = None,
    dns_server: Annotated[
        list[str] | None,
        typer.Option(
            rich_help_panel=_SURROUNDINGS,
            metavar="ADDRESS",
            help="Address of a DNS server, for --need hub-dns; repeat it for several.",
        ),
    ] = None,
    private_dns_zone: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=_SURROUNDINGS,
            metavar="ID",
            help="Zone for the API server's name, for --need private: the ARM id of a hub's, or none for public DNS.",
            show_default="one that AKS makes",
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(rich_help_panel=_FILE, metavar="NAME", help="Name of the stack and its cluster.")
    ] = "aks",
    location: Annotated[
        str, typer.Option(rich_help_panel=_FILE, metavar="REGION", help="Azure region.")
    ] = "westeurope",
    output_format: Annotated[
        Format, typer.Option("--format", rich_help_panel=_FILE, help="What to print.")
    ] = Format.TEXT,
    output: Annotated[
        Path | None,
        typer.Option(
            rich_help_panel=_FILE, metavar="FILE", help="Write the stack file there; never over another file."
        ),
    ] = None,
) -> None:
    """Find the network mode that you need, and write a stack file.

    Gives its reasons, what the mode rules out, and the modes that fit besides.
    """
    from aksnet.suggest.inputs import Inputs, WrongInputError, needs_of

    if nodes is None:
        _ask(context)
        return
    said = Inputs(
        nodes=nodes,
        pods_per_node=pods_per_node,
        grow_to=grow_to,
        surge=surge,
        need=need or (),
        clusters=clusters,
        vnet=vnet,
        avoid=avoid or (),
        next_hop=next_hop,
        dns_server=dns_server or (),
        private_dns_zone=private_dns_zone,
        name=name,
        location=location,
    )
    try:
        needs = needs_of(said)
    except WrongInputError as fault:
        raise wrong_usage(str(fault), param_hint=fault.option) from None
    if output is not None and output.exists():
        raise wrong_usage(f"{output} exists already; name another file", param_hint="--output")
    _answer(needs, output_format, output)


def _ask(context: typer.Context) -> None:
    """Ask for what no option says, name the command that says the same, and run it."""
    from shlex import join

    from aksnet.cli.suggest_questions import asked_for, can_ask

    sources = [context.get_parameter_source(name) for name in context.params]
    given = any(source is not None and source.name != "DEFAULT" for source in sources)
    if given or not can_ask():
        raise wrong_usage("say how many, such as --nodes 20", param_hint="--nodes")
    try:
        words = asked_for()
    except typer.Abort:
        typer.echo("\nThe questions were left before the last; nothing was suggested.", err=True)
        raise typer.Exit(code=ExitCode.INTERRUPTED) from None
    typer.echo(f"\n$ aksnet suggest {join(words)}\n")
    with context.command.make_context("suggest", words, parent=context.parent) as asked:
        context.command.invoke(asked)


def _answer(needs: Needs, output_format: Format, output: Path | None) -> None:
    from aksnet.suggest.suggest_file import stack_file
    from aksnet.suggest.suggestion import suggest as weigh

    answer = weigh(needs)
    text = stack_file(answer) if answer.chosen else None
    if text is not None and output is not None:
        write_file(output, text, new=True)
    _print(answer, text, output_format, output)
    if text is None:
        raise typer.Exit(code=1)


def _print(answer: Suggestion, text: str | None, output_format: Format, output: Path | None) -> None:
    from aksnet.cli import suggest_report

    match output_format:
        case Format.JSON:
            import json

            from aksnet.suggest.suggest_document import suggest_document

            typer.echo(json.dumps(suggest_document(answer, text), indent=2, ensure_ascii=False))
        case Format.YAML if text is not None:
            if output is None:
                typer.echo(text, nl=False)
        case Format.YAML:
            # Whoever pipes YAML on must not get a report in its place.
            suggest_report.print_report(answer, None, written=None, stderr=True)
        case Format.TEXT:
            suggest_report.print_report(answer, text, written=output)
