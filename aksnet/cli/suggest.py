"""`aksnet suggest`: reads what somebody needs, prints a mode with reasons and a stack file that passes the plan.

Only reads the arguments; weighing is done in `aksnet.suggest.suggestion`, printing in `aksnet.cli.suggest_report`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aksnet.cli.common_options import wrong_usage

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network

    from aksnet.layout.addressing import Range
    from aksnet.suggest.needs import Need, Needs
    from aksnet.suggest.suggestion import Suggestion

NEEDS_HELP = (
    "Something the cluster must give; repeat it for several: pods-reachable, windows, ipv6, network-policy, own-cni, "
    "no-vnet-addresses-for-pods, fixed-egress-address, firewall (with --next-hop), private."
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
            show_default="what AKS gives the mode",
        ),
    ] = None,
    grow_to: Annotated[
        int | None,
        typer.Option(
            rich_help_panel=_NEEDED, metavar="N", min=1, max=100_000, help="Most nodes that the autoscaler may start."
        ),
    ] = None,
    surge: Annotated[
        str,
        typer.Option(
            rich_help_panel=_NEEDED,
            metavar="N|SHARE",
            help="Extra nodes of an upgrade: a number, or a share of each pool.",
        ),
    ] = "10%",
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
    from aksnet.suggest.needs import Needs

    if nodes is None:
        _ask(context)
        return
    needs = Needs(
        nodes=nodes,
        pods_per_node=pods_per_node,
        grow_to=_growth(nodes, grow_to),
        surge=_surge(surge),
        needs=frozenset(_need(each) for each in need or []),
        clusters=clusters,
        vnet=_vnet(vnet),
        avoid=tuple(_range(each, "--avoid") for each in avoid or []),
        next_hop=_address(next_hop),
        name=name,
        location=location,
    )
    _complete(needs)
    if output is not None and output.exists():
        raise wrong_usage(f"{output} exists already; name another file", param_hint="--output")
    _answer(needs, output_format, output)


def _ask(context: typer.Context) -> None:
    """Ask for what no option says, name the command that says the same, and run it."""
    from shlex import join

    from aksnet.cli.suggest_questions import Checks, asked_for, can_ask

    sources = [context.get_parameter_source(name) for name in context.params]
    given = any(source is not None and source.name != "DEFAULT" for source in sources)
    if given or not can_ask():
        raise wrong_usage("say how many, such as --nodes 20", param_hint="--nodes")
    checks = Checks(growth=_growth, vnet=_vnet, ranges=lambda text: _range(text, "--avoid"), address=_address)
    words = asked_for(checks)
    typer.echo(f"\n$ aksnet suggest {join(words)}\n")
    with context.command.make_context("suggest", words, parent=context.parent) as asked:
        context.command.invoke(asked)


def _answer(needs: Needs, output_format: Format, output: Path | None) -> None:
    from aksnet.suggest.suggest_file import stack_file
    from aksnet.suggest.suggestion import suggest as weigh

    answer = weigh(needs)
    text = stack_file(answer) if answer.chosen else None
    if text is not None and output is not None:
        _write(output, text)
    _print(answer, text, output_format, output)
    if text is None:
        raise typer.Exit(code=1)


def _print(answer: Suggestion, text: str | None, output_format: Format, output: Path | None) -> None:
    from aksnet.cli import suggest_report

    match output_format:
        case Format.JSON:
            typer.echo(suggest_report.as_json(answer, text))
        case Format.YAML if text is not None:
            if output is None:
                typer.echo(text, nl=False)
        case Format.YAML:
            # Whoever pipes YAML on must not get a report in its place.
            suggest_report.print_report(answer, None, written=None, stderr=True)
        case Format.TEXT:
            suggest_report.print_report(answer, text, written=output)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        typer.echo(f"{path.absolute()} cannot be written: {fault.strerror}", err=True)
        raise typer.Exit(code=1) from None


def _need(word: str) -> Need:
    from aksnet.settings.problems import nearest, one_of
    from aksnet.suggest.needs import Need

    try:
        return Need(word.strip().lower())
    except ValueError:
        meant = nearest(word, Need)
        hint = f"did you mean {meant}?" if meant else f"known: {one_of(Need)}"
        raise wrong_usage(f"{word} is not a known need; {hint}", param_hint="--need") from None


def _growth(nodes: int, grow_to: int | None) -> int | None:
    if grow_to is not None and grow_to < nodes:
        raise wrong_usage(f"{grow_to} is less than the {nodes} nodes to start with", param_hint="--grow-to")
    return grow_to if grow_to != nodes else None


def _surge(text: str) -> str:
    from aksnet.cli.calc import surge_text

    return surge_text(text, least=1)


def _range(text: str, option: str) -> Range:
    from ipaddress import ip_network

    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        meant = f"; did you mean {ip_network(text, strict=False)}?"
    except ValueError:
        meant = ", such as 10.20.0.0/16"
    raise wrong_usage(f"{text} is not a range in CIDR notation{meant}", param_hint=option)


def _vnet(text: str | None) -> IPv4Network | None:
    from ipaddress import IPv4Network

    if text is None:
        return None
    found = _range(text, "--vnet")
    if not isinstance(found, IPv4Network):
        raise wrong_usage("an IPv4 range; the IPv6 range of a dual-stack VNet is added", param_hint="--vnet")
    return found


def _address(text: str | None) -> IPv4Address | None:
    from ipaddress import IPv4Address

    try:
        return None if text is None else IPv4Address(text)
    except ValueError:
        raise wrong_usage(f"{text} is not an IPv4 address", param_hint="--next-hop") from None


def _complete(needs: Needs) -> None:
    """Refuse what belongs together and was not given together, and names that Azure does not take."""
    from aksnet.settings.problem_kinds import Kind
    from aksnet.suggest.needs import Need
    from aksnet.suggest.suggestion import wrong_inputs

    if (Need.FIREWALL in needs.needs) != (needs.next_hop is not None):
        raise wrong_usage(
            "--need firewall and --next-hop <address of the firewall> go together", param_hint="--next-hop"
        )
    for problem in wrong_inputs(needs):
        option = "--location" if problem.kind is Kind.NO_LOCATION else "--name"
        raise wrong_usage(f"{problem.message}; {problem.cure}", param_hint=option)
