"""The topology: everything that a stack connects is a box, lines join edges, nothing lies on anything else."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from random import Random
from typing import Any

import pytest

from aksnet.report.drawing.canvas import PHONE
from aksnet.report.drawing.style import DARK, LIGHT, TIES, Palette
from aksnet.report.plan_report import PlanReport
from aksnet.report.topology.picture import topology
from aksnet.report.topology.scene import Kind, Link, Scene, Tie
from aksnet.report.topology.stack_scene import planned_scene
from tests.cross.drawing import draw
from tests.report.drawn import CASES, SVG, Box, Element, box, case_of, contrast, labels, number, read, words
from tests.report.stacks import of, report

NETWORK = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/hub/providers/Microsoft.Network"
REGISTRY = NETWORK.replace("Microsoft.Network", "Microsoft.ContainerRegistry/registries/images")
NODES = "10.1.{}.0/24"
EVERYTHING: dict[str, Any] = {
    "network": {
        "addressSpace": ["10.1.0.0/16"],
        "subnets": {"services": "10.1.9.0/24"},
        "dnsServers": ["10.100.0.10"],
        "peeredRanges": [f"10.{number}.0.0/16" for number in range(100, 108)],
        "peerings": {
            "hub": f"{NETWORK}/virtualNetworks/hub-vnet",
            "shared": f"{NETWORK}/virtualNetworks/shared-vnet",
        },
    },
    "clusters": {
        "gateway": {
            "nodeSubnet": NODES.format(1),
            "outbound": "userAssignedNATGateway",
            "privateCluster": True,
            "apiServerSubnet": {"prefix": "10.1.8.0/28"},
            "registries": [REGISTRY],
        },
        "routed": {
            "mode": "pod-subnet",
            "nodeSubnet": NODES.format(2),
            "podSubnet": "10.1.16.0/20",
            "outbound": {"type": "userDefinedRouting", "nextHop": "10.100.0.4"},
            "privateCluster": True,
            "privateDnsZone": f"{NETWORK}/privateDnsZones/privatelink.westeurope.azmk8s.io",
            "workloads": {"nginx": {"service": {"type": "LoadBalancer", "internal": True, "subnet": "services"}}},
        },
        "balanced": {"mode": "kubenet", "nodeSubnet": NODES.format(3)},
    },
}
ROUNDED = 0.02
"""Places are written with two decimals."""
RANDOM = [f"random {seed}" for seed in range(6)]
EVERY = [*CASES, "everything", *RANDOM]
every_case = pytest.mark.parametrize("case", EVERY)
both_layouts = pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])


@cache
def found(case: str) -> PlanReport:
    """Return the report of a case; random stacks are drawn from what the sandbox is compared with, wrong ones too."""
    if case == "everything":
        return of(EVERYTHING)
    return of(draw(Random(int(case.split()[1]))).raw) if case in RANDOM else case_of(case)


@cache
def picture(case: str, *, phone: bool) -> Element:
    return read(topology(found(case), phone=phone))


@cache
def scene_of_case(case: str) -> Scene:
    it = found(case)
    assert it.plan is not None
    return planned_scene(it.plan, it.peered)


@dataclass(frozen=True)
class Line:
    """A line as it is drawn: straight parts, from what to what, and what it means."""

    style: str
    sources: tuple[str, ...]
    target: str
    parts: tuple[tuple[tuple[float, float], tuple[float, float]], ...]


def boxes(root: Element) -> dict[str, Box]:
    found: dict[str, Box] = {}
    for each in root.iter(f"{SVG}rect"):
        if key := each.get("data-thing"):
            assert key not in found
            x, y = number(each, "x"), number(each, "y")
            found[key] = Box(key, x, y, x + number(each, "width"), y + number(each, "height"))
    return found


def lines(root: Element) -> list[Line]:
    return [
        Line(each.get("class") or "", tuple((each.get("data-source") or "").split(" | ")), target, _parts(each))
        for each in root.iter(f"{SVG}path")
        if (target := each.get("data-target"))
    ]


def _parts(path: Element) -> tuple[tuple[tuple[float, float], tuple[float, float]], ...]:
    strokes = re.findall(r"M([-\d.]+),([-\d.]+) L([-\d.]+),([-\d.]+)", path.get("d") or "")
    return tuple(((float(a), float(b)), (float(c), float(d))) for a, b, c, d in strokes)


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left < inner.left and inner.right < outer.right and outer.top < inner.top and inner.bottom < outer.bottom
    )


@both_layouts
@every_case
def test_what_a_stack_connects_is_there_and_no_box_lies_on_another(case: str, *, phone: bool) -> None:
    root, scene = picture(case, phone=phone), scene_of_case(case)
    drawn = boxes(root)
    assert drawn.keys() == scene.things.keys()
    outside = [
        each for each in drawn.values() if each.left < 0 or each.right > number(root, "width") or each.top < 0
    ] + [each for each in drawn.values() if each.bottom > number(root, "height")]
    assert outside == []
    for one, other in combinations(drawn.values(), 2):
        if not one.touches(other):
            continue
        outer, inner = sorted((one, other), key=lambda each: each.top)
        assert holds(outer, inner)
        above, up = set(), scene.things[inner.text].inside
        while up:
            above.add(up)
            up = scene.things[up].inside
        assert outer.text in above


@both_layouts
@every_case
def test_every_text_is_whole_and_inside_its_box_and_on_no_other(case: str, *, phone: bool) -> None:
    root = picture(case, phone=phone)
    texts = [box(each) for each in root.iter(f"{SVG}text")]
    assert [each.text for each in texts if "…" in each.text] == []
    assert [(one.text, other.text) for one, other in combinations(texts, 2) if one.touches(other)] == []
    assert [each for each in texts if each.left < 0 or each.right > number(root, "width")] == []
    around = list(boxes(root).values())
    first = min((each.top for each in around), default=0)
    for text in texts:
        if text.top > first:
            mine = [each for each in around if holds(each, text)]
            touched = [each for each in around if each.touches(text)]
            assert mine == touched != []
    shown = " ".join(each.text for each in texts).replace(" ", "")
    for thing in scene_of_case(case).things.values():
        assert all(part.replace(" ", "") in shown for part in (thing.title, *thing.facts))


@both_layouts
@every_case
def test_every_line_goes_from_edge_to_edge_through_no_box_and_along_no_other_line(case: str, *, phone: bool) -> None:
    root, scene = picture(case, phone=phone), scene_of_case(case)
    drawn, there = boxes(root), lines(root)
    said = [
        Link(source=source, target=each.target, tie=Tie[each.style.removeprefix("tie-").upper()])
        for each in there
        for source in each.sources
    ]
    assert sorted(map(str, said)) == sorted(map(str, scene.links))
    for line in there:
        ends = [point for part in line.parts for point in part]
        for key in (*line.sources, line.target):
            mine = drawn[key]
            assert any(_is_at_an_edge(x, y, mine) for x, y in ends)
        for part in line.parts:
            (x1, y1), (x2, y2) = part
            assert x1 == x2 or y1 == y2
            way = Box("", min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            assert [
                key for key, each in drawn.items() if _crosses(way, each) and not _is_around(key, line, scene)
            ] == []
    for one, other in combinations(there, 2):
        assert not any(_lie_on_each_other(a, b) for a in one.parts for b in other.parts)


def _is_at_an_edge(x: float, y: float, mine: Box) -> bool:
    return min(abs(x - mine.left), abs(x - mine.right)) < ROUNDED and mine.top < y < mine.bottom


def _crosses(way: Box, each: Box) -> bool:
    beside = way.left + ROUNDED < each.right and each.left + ROUNDED < way.right
    return beside and way.top < each.bottom and each.top < way.bottom


def _is_around(key: str, line: Line, scene: Scene) -> bool:
    return any(scene.things[end].inside == key for end in (*line.sources, line.target))


Part = tuple[tuple[float, float], tuple[float, float]]


def _lie_on_each_other(one: Part, other: Part) -> bool:
    for level, along in ((0, 1), (1, 0)):
        if one[0][level] == one[1][level] == other[0][level] == other[1][level]:
            first, second = (sorted((part[0][along], part[1][along])) for part in (one, other))
            return first[0] < second[1] and second[0] < first[1]
    return False


def test_every_kind_of_thing_and_line_is_in_the_cases() -> None:
    scene = scene_of_case("everything")
    assert {each.kind for each in scene.things.values()} == {*Kind}
    assert {each.tie for each in scene.links} == {*Tie}


def test_what_is_connected_in_a_landing_zone() -> None:
    scene = scene_of_case("landingzone")
    zone = "zone resourceGroups/rg-dns/providers/Microsoft.Network/"
    nodes = "subnet spoke-node-subnet"
    assert [(each.source, each.tie, each.target) for each in scene.links] == [
        (nodes, Tie.OUT, "table spoke-routes"),
        ("table spoke-routes", Tie.OUT, "hop 10.100.0.4"),
        ("pool spoke/system", Tie.NODES, nodes),
        ("pool spoke/apps", Tie.NODES, nodes),
        ("endpoint spoke", Tie.ADDRESS, nodes),
        ("endpoint spoke", Tie.USES, f"{zone}privateDnsZones/privatelink.westeurope.azmk8s.io"),
        ("VNet", Tie.USES, "peering hub"),
    ]
    said = {each.title: each.facts for each in scene.things.values()}
    assert said["peered VNet landingzone-hub-vnet"] == ("peering hub", "10.100.0.0/22")
    assert said["next hop 10.100.0.4"] == ("in the peered 10.100.0.0/22",)
    assert said["pool apps"] == ("User · 2–10 nodes", "250 pods each", "zones 1, 2, 3")


def test_what_is_there_already_is_said_with_what_the_settings_know_of_it() -> None:
    node = {"id": f"{NETWORK}/virtualNetworks/old-vnet/subnets/nodes", "prefix": "10.7.0.0/24"}
    table = f"{NETWORK}/routeTables/old-routes"
    it = of(
        {
            "network": {"id": f"{NETWORK}/virtualNetworks/old-vnet", "addressSpace": ["10.7.0.0/16"]},
            "clusters": {
                "a": {"nodeSubnet": {**node, "routeTableId": table}, "outbound": "userDefinedRouting"},
            },
        }
    )
    assert it.problems == ()
    assert it.plan is not None
    scene = planned_scene(it.plan)
    said = {each.title: each.facts for each in scene.things.values()}
    assert (said["VNet old-vnet"], said["subnet nodes"]) == (("10.7.0.0/16", "existing"), ("10.7.0.0/24", "existing"))
    assert said["route table old-routes"] == ("existing",)


@both_layouts
@pytest.mark.parametrize("case", CASES)
def test_the_legend_has_the_lines_that_are_there_and_no_other(case: str, *, phone: bool) -> None:
    root = picture(case, phone=phone)
    first = min(each.top for each in boxes(root).values())
    said = [words(each) for each in root.iter(f"{SVG}text") if number(each, "y") < first]
    there = {each.tie for each in scene_of_case(case).links}
    assert [tie for tie in Tie if tie.value in said] == [tie for tie in Tie if tie in there]


def test_a_phone_has_a_layout_of_its_own() -> None:
    root = read(topology(report("prod"), phone=True))
    assert number(root, "width") == PHONE
    drawn = [each for each in boxes(root).values() if not each.text.startswith(("pool", "front end"))]
    assert [each.text for each in drawn] == [
        "VNet", "peered", "cluster prod", "subnet prod-node-subnet", "subnet services", "balancer prod", "Internet"
    ]  # fmt: skip
    assert all(one.bottom < other.top for one, other in pairwise(drawn))


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_boxes_and_marks_stand_out_from_whatever_is_behind_them(palette: Palette) -> None:
    """3:1 for shapes, 4.5:1 for text: https://www.w3.org/TR/WCAG22/#non-text-contrast"""
    behind = ("page", "zoom")
    shapes = (*TIES.values(), "outline", "vnet", "services", "peered", "bad")
    weak = [(one, ground) for one in shapes for ground in behind if contrast(palette, one, ground) < 3]
    grounds = ("page", "zoom", "subnet")
    weak += [("text", ground) for ground in grounds if contrast(palette, "text", ground) < 4.5]
    assert weak == []


def test_those_who_cannot_see_it_are_told_the_same() -> None:
    root = read(topology(report("dev")))
    assert root.get("role") == "img"
    ids = (root.get("aria-labelledby") or "").split()
    title, description = list(root)[:2]
    assert ([each.get("id") for each in (title, description)], words(title)) == (ids, "Topology of dev")
    assert words(description) == (
        "VNet dev-vnet; 10.224.0.0/12. Cluster dev; cilium-overlay; pods 10.244.0.0/16; Services 10.0.0.0/16. Pool "
        "nodepool1; System · 3 nodes; 250 pods each. Subnet dev-node-subnet; 10.224.0.0/16. Load balancer of dev; 1 "
        "address made by AKS. Internet. Pool nodepool1 of cluster dev has its nodes in subnet dev-node-subnet. Traffic "
        "of subnet dev-node-subnet leaves by load balancer of dev. Traffic of load balancer of dev leaves by Internet."
    )


def test_names_that_are_markup_are_text() -> None:
    it = of({"network": {"addressSpace": ["10.1.0.0/16"]}, "clusters": {"a": {}}}, '<b>"&\x07')
    shown = labels(read(topology(it)))
    assert 'Topology of <b>"& · westeurope' in shown
    assert 'VNet <b>"&-vnet' in shown


@both_layouts
def test_settings_that_leave_nothing_to_draw_say_so(*, phone: bool) -> None:
    shown = labels(read(topology(of({"clusters": 3}), phone=phone)))
    assert "Nothing can be drawn before the problems" in shown


@both_layouts
def test_a_picture_that_is_passed_on_names_no_subscription(*, phone: bool) -> None:
    for case in ("landingzone", "everything"):
        it = found(case)
        assert it.plan is not None
        assert "/subscriptions/" not in topology(it, phone=phone)
