"""The tables of a report as plain text cells: terminal, Markdown and HTML all show these.

Numbers are written as people read them. A sheet without rows is left out.
"""

import json
from typing import Any

from aksnet.report.document import Document
from aksnet.report.sheet import Sheet

NONE = "–"


def sheets(document: Document) -> list[Sheet]:
    """Return the tables of a document."""
    made = (_clusters, _api_servers, _raw, _budget, _counting, _growth, _training)
    return [sheet for sheet in (make(document) for make in made) if sheet.rows]


def headline(document: Document) -> str:
    """Return in one line what the report is about, and whether all is well."""
    problems, warnings = len(document["problems"]), len(document["warnings"])
    clusters = len(document["clusters"])
    found = [
        f"{clusters} cluster{_s(clusters)}",
        f"{problems or 'no'} problem{_s(problems)}",
        f"{warnings or 'no'} warning{_s(warnings)}",
    ]
    network = document["network"]
    space = f"VNet {network['name']} {' '.join(network['addressSpace'])}".rstrip() + ", " if network else ""
    return f"{space}{', '.join(found)}"


def where(entry: Document) -> str:
    """Name a pool with its cluster."""
    return f"{entry['cluster']}/{entry['pool']}" if entry["pool"] else str(entry["cluster"])


def nodes(pool: Document) -> str:
    """Return the number of nodes, or its bounds."""
    least, most = pool["leastNodes"], pool["mostNodes"]
    return f"{most:,}" if least == most else f"{least:,}–{most:,}"


def percent(share: float) -> str:
    """Return a share as people read it: never 0 % for something, never 100 % for less."""
    value = share * 100
    if value == 0:
        return "0 %"
    if 0 < value < 0.1:
        return "<0.1 %"
    if 99.9 < value < 100:
        return ">99.9 %"
    return f"{value:.1f} %" if value < 10 or 99 < value < 100 else f"{value:.0f} %"


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _number(value: int | None) -> str:
    return NONE if value is None else f"{value:,}"


def _list(values: list[str]) -> str:
    return ", ".join(values) or NONE


def _clusters(document: Document) -> Sheet:
    return Sheet(
        title="Clusters",
        columns=("cluster", "mode", "nodes", "pods a node", "pod ranges", "Service ranges", "DNS", "outbound"),
        rows=tuple(
            (
                str(each["cluster"]),
                str(each["mode"]),
                " + ".join(nodes(pool) for pool in each["pools"]),
                " + ".join(dict.fromkeys(_number(pool["maxPods"]) for pool in each["pools"])),
                _list(each["podRanges"]),
                _list(each["serviceRanges"]),
                str(each["dnsServiceIp"]),
                str(each["outbound"]),
            )
            for each in document["clusters"]
        ),
    )


def _api_servers(document: Document) -> Sheet:
    """Return where public API servers are reached from; addresses of Azure's by the name of what gets them."""
    return Sheet(
        title="API servers that are reached from some ranges only",
        columns=("cluster", "authorized ranges"),
        rows=tuple(
            (str(each["cluster"]), _list(each["authorizedIpRanges"]))
            for each in document["clusters"]
            if each["authorizedIpRanges"]
        ),
    )


def _raw(document: Document) -> Sheet:
    return Sheet(
        title="Sent as it stands",
        says="From raw maps: nothing is planned, checked in Azure's stead or verified of these.",
        columns=("of", "property", "value", "another value later"),
        rows=tuple(
            (str(each["of"]), str(each["property"]), json.dumps(each["value"]), f"Pulumi {each['onChange']}")
            for each in document["raw"]
        ),
    )


def _budget(document: Document) -> Sheet:
    return Sheet(
        title="Addresses",
        says="Counted at the maximum: the autoscaler's upper bound, every pod, and the surge of an upgrade.",
        columns=("range", "prefix", "needed", "of which surge", "available", "free", "used", "nodes left"),
        numbers=frozenset(("needed", "of which surge", "available", "free", "used", "nodes left")),
        rows=tuple(
            (
                str(each["name"]),
                str(each["range"]),
                _number(each["needed"]),
                _number(each["surge"]),
                _number(each["available"]),
                _number(each["free"]),
                percent(each["utilisation"]),
                _number(each["nodesLeft"]),
            )
            for each in document["ranges"]
        ),
    )


def _counting(document: Document) -> Sheet:
    rows: list[tuple[str, ...]] = []
    for each in document["ranges"]:
        rows += [(str(each["name"]), where(user), *_counted(user)) for user in each["users"]]
    return Sheet(
        title="How it is counted",
        says="x + y are nodes and surge nodes; the floor is taken before any pod runs.",
        columns=("range", "for", "what", "formula", "needed", "floor"),
        numbers=frozenset(("needed", "floor")),
        rows=tuple(rows),
    )


def _counted(user: dict[str, Any]) -> tuple[str, ...]:
    return str(user["what"]), str(user["formula"]), _number(user["needed"]), _number(user["floor"])


def _growth(document: Document) -> Sheet:
    return Sheet(
        title="Growth left",
        columns=("pool", "max nodes", "nodes left", "pods left", "first limit reached"),
        numbers=frozenset(("max nodes", "nodes left", "pods left")),
        rows=tuple(
            (
                where(each),
                _number(each["nodes"]),
                _number(each["nodesLeft"]),
                _number(each["podsLeft"]),
                str(each["stoppedBy"]),
            )
            for each in document["growth"]
        ),
    )


def _training(document: Document) -> Sheet:
    return Sheet(
        title="Compared with the formula that trainings teach",
        columns=("pool", "training", "AKS", "why they differ"),
        rows=tuple(
            (
                where(each),
                f"{each['trainingFormula']} = {each['training']:,}",
                f"{each['aksFormula']} = {each['aks']:,}",
                str(each["why"]),
            )
            for each in document["training"]
        ),
    )
