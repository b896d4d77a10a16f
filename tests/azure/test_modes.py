"""The table of modes: every row's columns as written in the design, the order of rows, what leads from row to row.

Not proven here: what the rules make of a column (`rules/test_mode_offers.py`), and what Azure gets (`test_profile.py`).
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from aksnet.azure.axes import IpFamily
from aksnet.azure.mode import Mode, Retirement
from aksnet.azure.mode_changes import in_place_from
from aksnet.azure.modes import DEFAULT_MODE, MODES

DESIGN = """
kubenet                        | kubenet | -       | azure  | pod CIDR, by routes    | IPv4      |  400
node-subnet                    | azure   | -       | azure  | node subnet            | IPv4      | 5000
pod-subnet                     | azure   | -       | azure  | pod subnet, dynamic    | IPv4      | 5000
pod-subnet-static-block        | azure   | -       | azure  | pod subnet, /28 blocks | IPv4      | 5000
overlay                        | azure   | overlay | azure  | pod CIDR, /24 a node   | IPv4      | 5000
overlay-dual-stack             | azure   | overlay | azure  | pod CIDR, /24 a node   | IPv4 IPv6 | 5000
cilium-overlay                 | azure   | overlay | cilium | pod CIDR, /24 a node   | IPv4      | 5000
cilium-overlay-dual-stack      | azure   | overlay | cilium | pod CIDR, /24 a node   | IPv4 IPv6 | 5000
cilium-node-subnet             | azure   | -       | cilium | node subnet            | IPv4      | 5000
cilium-pod-subnet              | azure   | -       | cilium | pod subnet, dynamic    | IPv4      | 5000
cilium-pod-subnet-static-block | azure   | -       | cilium | pod subnet, /28 blocks | IPv4      | 5000
byo-cni                        | none    | -       | -      | the CNI's own          | IPv4      | 5000
"""
"""Name, plugin, plugin mode, data plane, pods' addresses, families, node ceiling."""

OFFERS = """
kubenet                        | none calico       | 110 10 250 | Linux         |                    |
node-subnet                    | none azure calico |  30 10 250 | Linux Windows | transparent bridge |
pod-subnet                     | none azure calico | 110 10 250 | Linux Windows | transparent bridge |
pod-subnet-static-block        | none azure calico | 111 10 250 | Linux Windows | transparent bridge | 1.28
overlay                        | none azure calico | 250 10 250 | Linux Windows |                    |
overlay-dual-stack             | none              | 250 10 250 | Linux Windows |                    |
cilium-overlay                 | cilium            | 250 10 250 | Linux         |                    |
cilium-overlay-dual-stack      | cilium            | 250 10 250 | Linux         |                    | 1.29
cilium-node-subnet             | cilium            |  30 10 250 | Linux         |                    |
cilium-pod-subnet              | cilium            | 110 10 250 | Linux         |                    |
cilium-pod-subnet-static-block | cilium            | 111 10 250 | Linux         |                    | 1.28
byo-cni                        |                   | 250 10 250 | Linux         |                    |
"""
"""Name, policies (default first), pods a node (default, least, most), systems, networkMode, least version."""

LEADS_TO = {
    "kubenet": ("overlay",),
    "node-subnet": ("overlay", "cilium-node-subnet"),
    "pod-subnet": ("cilium-pod-subnet",),
    "pod-subnet-static-block": ("cilium-pod-subnet-static-block",),
    "overlay": ("cilium-overlay", "overlay-dual-stack"),
    "overlay-dual-stack": ("cilium-overlay-dual-stack",),
    "cilium-overlay": ("cilium-overlay-dual-stack",),
    "cilium-node-subnet": ("cilium-overlay",),
}
"""What AKS changes in place (reference, section 3a); every other row leads nowhere."""

NEEDS = {
    "kubenet": ("node subnet", "route table"),
    "pod-subnet": ("node subnet", "pod subnet"),
    "pod-subnet-static-block": ("node subnet", "pod subnet"),
    "cilium-pod-subnet": ("node subnet", "pod subnet"),
    "cilium-pod-subnet-static-block": ("node subnet", "pod subnet"),
}
"""What a control plane's identity changes; every other row only the node subnet."""


def _table(text: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]


def _words(values: tuple[object, ...]) -> str:
    return " ".join(str(value) for value in values)


def _cells(row: Mode) -> tuple[str, ...]:
    return (
        row.name,
        row.plugin,
        row.plugin_mode or "-",
        row.data_plane or "-",
        row.pods,
        _words(row.families),
        str(row.node_ceiling),
    )


def _offers(row: Mode) -> tuple[str, ...]:
    pods = row.max_pods
    return (
        row.name,
        _words(row.policies),
        _words((pods.default, pods.least, pods.most)),
        _words(row.os_types),
        _words(row.network_modes),
        row.min_kubernetes or "",
    )


def test_the_rows_are_those_of_the_design_in_its_order() -> None:
    assert _table(DESIGN) == [_cells(row) for row in MODES.values()]


def test_the_rows_offer_what_azure_documents() -> None:
    assert _table(OFFERS) == [_offers(row) for row in MODES.values()]


def test_a_row_is_found_by_its_own_name() -> None:
    assert {name: name for name in MODES} == {name: row.name for name, row in MODES.items()}


def test_the_default_is_overlay_on_cilium() -> None:
    assert DEFAULT_MODE == "cilium-overlay"


def test_changes_in_place_are_those_that_aks_documents() -> None:
    assert {name: LEADS_TO.get(name, ()) for name in MODES} == {name: in_place_from(name) for name in MODES}


def test_identities_change_what_the_mode_needs_and_nothing_else() -> None:
    wanted = {name: NEEDS.get(name, ("node subnet",)) for name in MODES}
    assert wanted == {name: tuple(str(need) for need in row.identity_needs) for name, row in MODES.items()}


@pytest.mark.parametrize(
    ("before", "after"),
    [(row, MODES[name]) for row in MODES.values() for name in in_place_from(row.name)],
    ids=lambda row: row.name,
)
def test_a_change_in_place_moves_along_one_axis_only(before: Mode, after: Mode) -> None:
    """AKS takes no two of these in one step: the data plane, the way pods get addresses, the families."""
    moves: list[dict[str, Any]] = [
        {"data_plane": after.data_plane},
        {"plugin": after.plugin, "plugin_mode": after.plugin_mode, "pods": after.pods},
        {"families": after.families},
    ]
    reached = [_axes(replace(before, **move)) for move in moves]
    assert reached.count(_axes(after)) == 1
    assert _axes(before) != _axes(after)


def _axes(row: Mode) -> tuple[object, ...]:
    return row.plugin, row.plugin_mode, row.data_plane, row.pods, row.families


@pytest.mark.parametrize("row", MODES.values(), ids=lambda row: row.name)
def test_nothing_leads_back_from_cilium_two_families_or_an_overlay(row: Mode) -> None:
    after = [MODES[name] for name in in_place_from(row.name)]
    gone_back = [
        new.name
        for new in after
        if (row.data_plane == "cilium" and new.data_plane != "cilium")
        or (IpFamily.IPV6 in row.families and IpFamily.IPV6 not in new.families)
        or (row.plugin_mode is not None and new.plugin_mode is None)
    ]
    assert gone_back == []


def test_kubenet_alone_retires_with_its_date_and_way_out() -> None:
    kubenet = Retirement(
        on=date(2028, 3, 31),
        way_out="move to overlay with `az aks update --network-plugin azure --network-plugin-mode overlay`",
        page="https://learn.microsoft.com/azure/aks/configure-kubenet",
    )
    assert {"kubenet": kubenet} == {row.name: row.retirement for row in MODES.values() if row.retirement}


def test_what_code_asks_a_row_follows_from_its_axes() -> None:
    asked = {
        "has_pod_cidr": [row.name for row in MODES.values() if row.has_pod_cidr],
        "has_pod_subnet": [row.name for row in MODES.values() if row.has_pod_subnet],
        "masquerades_by_agent": [row.name for row in MODES.values() if row.masquerades_by_agent],
    }
    assert asked == {
        "has_pod_cidr": [
            "kubenet",
            "overlay",
            "overlay-dual-stack",
            "cilium-overlay",
            "cilium-overlay-dual-stack",
            "byo-cni",
        ],
        "has_pod_subnet": [
            "pod-subnet",
            "pod-subnet-static-block",
            "cilium-pod-subnet",
            "cilium-pod-subnet-static-block",
        ],
        "masquerades_by_agent": ["node-subnet"],
    }


@pytest.mark.parametrize("row", MODES.values(), ids=lambda row: row.name)
def test_a_row_explains_itself_in_one_line_and_with_a_page_of_aks(row: Mode) -> None:
    assert [row.summary] == [line for line in row.summary.splitlines() if line.strip() == line and len(line) <= 100]
    assert row.page.removeprefix("https://learn.microsoft.com/azure/aks/") in {
        "azure-cni-overlay",
        "azure-cni-powered-by-cilium",
        "configure-azure-cni",
        "configure-azure-cni-dynamic-ip-allocation",
        "configure-azure-cni-static-block-allocation",
        "configure-dual-stack",
        "configure-kubenet",
        "use-byo-cni",
    }
