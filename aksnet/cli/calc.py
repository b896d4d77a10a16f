"""`aksnet calc`: what one pool needs in a mode, each formula with its numbers, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from aksnet.cli.common_options import wrong_usage
from aksnet.folded import folded_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aksnet.azure.mode import Mode
    from aksnet.report.worked import Training, Worked

_COLUMNS: Final = ("range", "formula", "addresses", "kept back", "smallest", "has room for", "next smaller")


def calc(
    mode: Annotated[str, typer.Argument(metavar="MODE", help="A network mode; `aksnet modes` lists them.")],
    nodes: Annotated[int, typer.Option(metavar="N", min=1, max=100_000, help="Nodes, at the autoscaler's maximum.")],
    surge: Annotated[
        str, typer.Option(metavar="N|SHARE", help="Extra nodes of an upgrade: a number, or a share of the nodes.")
    ] = "10%",
    max_pods: Annotated[
        int | None, typer.Option(metavar="N", help="Pods on a node; the mode's default when not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Work out the addresses that one node pool needs."""
    from aksnet.azure import formulas
    from aksnet.report import worked

    row = _mode(mode)
    extra = formulas.surge_nodes(_surge(surge), nodes)
    pods = _pods(row, max_pods)
    ranges = worked.worked(row, nodes=nodes, surge=extra, max_pods=pods)
    thumb = worked.training(row, nodes=nodes, surge=extra, max_pods=pods)
    if as_json:
        _print_json(row, nodes, extra, pods, ranges, thumb)
    else:
        _print_text(row, nodes, extra, pods, ranges, thumb)


def _surge(text: str) -> str:
    """Check a surge as the settings take it; a formula alone may also have none."""
    from aksnet.azure.formulas import surge_text

    taken = surge_text(text, least=0)
    if taken is None:
        raise wrong_usage(
            f"{text} is neither a number of nodes such as 1 nor a share such as 10%", param_hint="--surge"
        )
    return taken


def _mode(name: str) -> Mode:
    from aksnet.azure.modes import MODES
    from aksnet.settings.problems import nearest, one_of

    if name not in MODES:
        meant = nearest(name, MODES)
        hint = f"did you mean {meant}?" if meant else f"known: {one_of(MODES)}"
        raise wrong_usage(f"{name} is not a network mode; {hint}", param_hint="MODE")
    return MODES[name]


def _pods(mode: Mode, asked: int | None) -> int:
    limits = mode.max_pods
    if asked is not None and not limits.least <= asked <= limits.most:
        raise wrong_usage(
            f"{asked}: {mode.name} allows {limits.least} to {limits.most} pods a node", param_hint="--max-pods"
        )
    return limits.default if asked is None else asked


def _print_json(mode: Mode, nodes: int, surge: int, pods: int, ranges: list[Worked], thumb: Training | None) -> None:
    import json

    record: dict[str, object] = {
        "mode": mode.name,
        "nodes": nodes,
        "surge": surge,
        "maxPods": pods,
        "maxNodes": mode.node_ceiling,
        "ranges": [
            {
                "what": each.what,
                "formula": each.formula,
                "addresses": each.addresses,
                "reserved": each.reserved,
                "smallestPrefix": each.length,
                "room": each.room,
            }
            for each in ranges
        ],
        "training": None,
        "limits": list(_limits(mode, nodes, pods, ranges)),
    }
    if thumb is not None:
        record["training"] = {"formula": thumb.formula, "addresses": thumb.addresses, "aks": thumb.aks}
    typer.echo(json.dumps(record, indent=2))


def _print_text(mode: Mode, nodes: int, surge: int, pods: int, ranges: list[Worked], thumb: Training | None) -> None:
    from rich.console import Console

    from aksnet.report.sheet import Sheet
    from aksnet.report.terminal_tables import print_sheet

    console = Console(highlight=False)
    title = f"{mode.name}: {nodes:,} nodes, {surge:,} more while upgrading, {pods} pods a node"
    rows = tuple(_row(each) for each in ranges)
    print_sheet(console, Sheet(title=title, columns=_COLUMNS, rows=rows))
    said = [(f"{each.what}: {each.because}", "") for each in ranges]
    said += [(line, "") for line in _remarks(mode, ranges, thumb)]
    said += [(line, "yellow") for line in _limits(mode, nodes, pods, ranges)]
    for line, style in said:
        console.print(folded_on(console, line), style=style, soft_wrap=True)


def _row(each: Worked) -> tuple[str, ...]:
    next_smaller = f"/{each.length + 1}: {each.short:,} too few" if each.short > 0 else "–"
    shown = (f"{each.addresses:,}", str(each.reserved), f"/{each.length}", f"{each.room:,}", next_smaller)
    return each.what, each.formula, *shown


def _remarks(mode: Mode, ranges: list[Worked], thumb: Training | None) -> list[str]:
    from aksnet.azure.axes import IpFamily

    remarks = []
    if thumb is not None:
        remarks.append(
            f"Trainings count {thumb.formula} = {thumb.addresses:,}, the 5 that Azure keeps included. AKS counts "
            f"{thumb.aks:,} + 5, so {thumb.missing:,} more: the short formula {thumb.because}."
        )
    if IpFamily.IPV6 in mode.families:
        remarks.append("IPv6: a /64 for nodes and a /64 for pods besides; neither runs out")
    if mode.has_pod_cidr and len(ranges) == 1:
        remarks.append("How your CNI divides the pod CIDR is up to it; a /24 for every node is usual")
    return remarks


def _limits(mode: Mode, nodes: int, pods: int, ranges: list[Worked]) -> Iterator[str]:
    """Yield the limits of AKS and of VNets that the pool breaks; the numbers hold all the same."""
    from aksnet.azure import formulas

    if nodes > mode.node_ceiling:
        yield f"A cluster in this mode ends at {mode.node_ceiling:,} nodes"
    if nodes > formulas.POOL_CEILING:
        pools = -(-nodes // formulas.POOL_CEILING)
        yield f"A pool ends at {formulas.POOL_CEILING:,} nodes; {nodes:,} of them need {pools} pools"
    if nodes * pods < formulas.LEAST_PODS:
        yield f"A pool must have room for {formulas.LEAST_PODS} pods; this one has room for {nodes * pods}"
    single = [each for each in ranges if each.what in ("node subnet", "pod subnet, full")]
    addresses = sum(each.addresses for each in single)
    if mode.pods_one_by_one and addresses > formulas.INDIVIDUAL_ADDRESSES:
        yield f"A VNet gives out {formulas.INDIVIDUAL_ADDRESSES:,} addresses one by one; these are {addresses:,}"
    for each in ranges:
        if each.what == "pod subnet" and each.length < formulas.LARGEST_BLOCK_SUBNET:
            largest = formulas.LARGEST_BLOCK_SUBNET
            yield f"A pod subnet of blocks is no larger than a /{largest}; this is a /{each.length}"
