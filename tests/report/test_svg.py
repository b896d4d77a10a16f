"""The address map: valid XML, to scale, every range labelled, overlaps red, nothing outside, no text on other text."""

import re
from itertools import combinations

import pytest

from aksnet.report.drawing.canvas import INNER, MARGIN, PHONE, RIGHT
from aksnet.report.drawing.style import DARK, LIGHT, Palette, Theme
from aksnet.report.svg import svg
from tests.report.drawn import CASES, SVG, box, case_of, contrast, drawn, labels, number, read, rects, tip, words
from tests.report.stacks import SMALL, STACKS, WRONG, of, report


@pytest.mark.parametrize("case", CASES)
def test_no_label_lies_outside_the_picture_or_on_another(case: str) -> None:
    root = drawn(case_of(case))
    boxes = [box(each) for each in root.iter(f"{SVG}text")]
    width, height = number(root, "width"), number(root, "height")
    assert width == 1200
    assert [each for each in boxes if each.left < 0 or each.right > width or each.top < 0 or each.bottom > height] == []
    assert [(one.text, other.text) for one, other in combinations(boxes, 2) if one.touches(other)] == []


@pytest.mark.parametrize("case", CASES)
def test_no_label_is_cut(case: str) -> None:
    """A subnet that is too narrow for its name has its number, which stands beside the name in the list."""
    assert [tip(each) for each in drawn(case_of(case)).iter(f"{SVG}text") if "…" in words(each)] == []


@pytest.mark.parametrize("case", CASES)
def test_no_bar_lies_outside_the_picture(case: str) -> None:
    root = drawn(case_of(case))
    outside = [
        each.attrib
        for each in root.iter(f"{SVG}rect")
        if each.get("x") is not None
        and (number(each, "x") < MARGIN - 4 or number(each, "x") + number(each, "width") > RIGHT + 4)
    ]
    assert outside == []


@pytest.mark.parametrize("case", CASES)
def test_every_range_is_labelled(case: str) -> None:
    found = case_of(case)
    assert found.plan is not None
    shown = labels(drawn(found)).replace("\n", "")
    for name, subnet in found.plan.network.subnets.items():
        assert all(text in shown for text in (name, *map(str, subnet.prefixes)))
    for cluster in found.plan.clusters:
        assert all(text in shown for text in (cluster.key, *map(str, (*cluster.pod_cidrs, *cluster.service_cidrs))))
    assert all(str(each) in shown for each in (*found.plan.network.address_space, *found.peered))
    assert "169.254.0.0/16" in shown


def test_subnets_are_as_wide_as_their_share_of_the_space_and_marked_where_they_are_not() -> None:
    root = drawn(report("prod"))
    overview = rects(root, "subnet", "prod-node-subnet 10.224.0.0/22")[0]
    assert number(overview, "width") == pytest.approx(INNER * 1024 / 65536, abs=0.01)
    assert number(overview, "x") == MARGIN
    services = rects(root, "subnet", "services 10.224.64.0/24")[0]
    assert number(services, "x") == pytest.approx(MARGIN + INNER / 4, abs=0.01)
    assert "widened" not in (services.get("class") or "")
    narrow = rects(drawn(report("all-modes")), "widened", "kubenet-node-subnet 10.224.1.0/24")
    assert number(narrow[0], "width") == 3
    assert "(drawn wider than scale)" in tip(narrow[0])


def test_a_zoom_shows_subnets_to_its_own_scale() -> None:
    first, larger = rects(drawn(report("networklab")), "subnet", "azurecni 10.220.2.0/24")
    assert number(first, "width") == pytest.approx(INNER / 256, abs=0.01)
    assert number(larger, "width") == pytest.approx(INNER / 4, abs=0.01)
    assert number(larger, "x") == pytest.approx(MARGIN + INNER / 2, abs=0.01)


def test_the_parts_of_a_subnet_are_as_wide_as_their_numbers() -> None:
    root = drawn(of(SMALL))
    (used,) = rects(root, "used", "93 for nodes and pods")[1:]
    (surge,) = rects(root, "part", "31 for the surge")[1:]
    (reserved,) = rects(root, "reserved", "5 reserved")[1:]
    widths = [number(each, "width") for each in (reserved, used, surge)]
    assert widths == [pytest.approx(420 * part / 256, abs=0.01) for part in (5, 93, 31)]
    assert number(used, "x") == pytest.approx(number(reserved, "x") + widths[0], abs=0.01)


def test_overlaps_are_red_and_said() -> None:
    root = drawn(of(WRONG))
    shown = labels(root)
    for said in (
        "✕ subnet a-node-subnet 10.0.0.0/25 overlaps subnet b-node-subnet 10.0.0.64/26",
        "✕ VNet test-vnet 10.0.0.0/16 overlaps peered network 10.0.128.0/17",
        "✕ pods of b 172.30.0.0/16 overlaps kept by AKS 172.30.0.0/16",
        "10.9.0.0/24 outside the VNet",
    ):
        assert said in shown
    assert rects(root, "over", "subnet a-node-subnet 10.0.0.0/25 overlaps")
    assert rects(root, "over", "overlap 10.0.0.64/26")
    assert rects(root, "lack", "559 too few")
    bad = [words(each) for each in root.iter(f"{SVG}text") if "bad" in (each.get("class") or "").split()]
    assert "subnet a-node-subnet" in bad


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_that_is_right_has_nothing_red(stack: str) -> None:
    root = drawn(report(stack))
    assert rects(root, "over") == []
    assert rects(root, "lack") == []


@pytest.mark.parametrize(
    ("case", "legend"),
    [
        ("dev", ["nodes and pods", "surge of an upgrade", "reserved by Azure", "free", "VNet", "subnet", "pods"]),
        ("wrong", ["overlap", "too few"]),
    ],
)
def test_the_legend_has_what_is_in_the_picture_and_nothing_else(case: str, legend: list[str]) -> None:
    shown = [words(each) for each in drawn(case_of(case)).iter(f"{SVG}text") if number(each, "y") < 130]
    assert [each for each in legend if each not in shown] == []
    assert [each in shown for each in ("overlap", "too few", "peered")] == [case == "wrong"] * 3


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_shapes_stand_out_as_wcag_asks(palette: Palette) -> None:
    """4.5:1 for text, 3:1 for shapes that mean something: https://www.w3.org/TR/WCAG22/#non-text-contrast"""
    grounds = ("page", "free", "subnet", "zoom")
    weak = [(text, ground) for text in ("text", "quiet") for ground in grounds if contrast(palette, text, ground) < 4.5]
    weak += [
        (text, ground)
        for text, ground in (("bad", "page"), ("onbadge", "badge"))
        if contrast(palette, text, ground) < 4.5
    ]
    shapes = ("outline", "used", "surge2", "reserved", "bad")
    weak += [
        (shape, ground)
        for shape in shapes
        for ground in ("page", "free", "subnet")
        if contrast(palette, shape, ground) < 3
    ]
    weak += [
        (shape, "page")
        for shape in ("vnet", "pods", "services", "peered", "kept")
        if contrast(palette, shape, "page") < 3
    ]
    assert weak == []


@pytest.mark.parametrize(("theme", "queries"), [("auto", 1), ("light", 0), ("dark", 0)])
def test_the_theme_is_the_reader_s_or_the_one_asked_for(theme: Theme, queries: int) -> None:
    text = svg(of(SMALL), theme)
    assert text.count("prefers-color-scheme:dark") == queries
    assert ("#0d1117" in text) == (theme != "light")
    assert ("#ffffff" in text) == (theme != "dark")


def test_the_picture_needs_nothing_from_outside_and_speaks_to_those_who_cannot_see_it() -> None:
    text = svg(report("networklab"))
    assert re.findall(r"https?://[^\"\s]+", text) == ["http://www.w3.org/2000/svg"]
    assert "@import" not in text
    assert "<script" not in text
    root = drawn(report("networklab"))
    assert root.get("role") == "img"
    ids = (root.get("aria-labelledby") or "").split()
    assert [each.get("id") for each in list(root)[:2]] == ids
    assert "subnet azurecni 10.220.2.0/24: 124 of 251 addresses needed, 49 %." in words(list(root)[1])


def test_names_that_are_markup_are_text() -> None:
    root = drawn(of({**SMALL, "network": {"addressSpace": ["10.1.0.0/16"]}}, '<b>"&\x07'))
    assert 'Network plan of <b>"& · westeurope' in labels(root)
    assert 'VNet <b>"&-vnet' in labels(root)


def test_settings_that_leave_nothing_to_draw_say_so() -> None:
    assert "Nothing can be drawn before the problems are solved." in labels(drawn(of({"clusters": 3})))


def test_a_vnet_whose_ranges_nobody_states_is_drawn_around_its_subnets() -> None:
    vnet = {"name": "hub-vnet", "existing": True}
    subnet = {"name": "nodes", "existing": True}
    known = of({"network": vnet, "clusters": {"a": {"nodeSubnet": {**subnet, "prefix": "10.7.0.0/24"}}}})
    assert known.problems == ()
    assert "around the subnets" in labels(drawn(known))
    unknown = of({"network": vnet, "clusters": {"a": {"nodeSubnet": subnet}}})
    assert unknown.problems == ()
    shown = labels(drawn(unknown))
    assert "The settings do not state the ranges of this VNet." in shown
    assert "range not stated" in shown


def test_a_range_is_drawn_in_its_private_block_and_any_other_in_a_block_of_eight_bits() -> None:
    def drawn_lines(pods: str) -> list[str]:
        return labels(drawn(of({"clusters": {"a": {"podCidr": pods}}}))).splitlines()

    assert "100.64.0.0/10" in drawn_lines("100.80.0.0/16")
    assert "20.0.0.0/8" in drawn_lines("20.1.0.0/16")


@pytest.mark.parametrize("case", CASES)
def test_a_phone_gets_bars_with_words_in_the_place_of_the_map(case: str) -> None:
    found = case_of(case)
    root = read(svg(found, phone=True))
    boxes = [box(each) for each in root.iter(f"{SVG}text")]
    assert number(root, "width") == PHONE
    assert [each for each in boxes if each.left < 0 or each.right > PHONE or "…" in each.text] == []
    assert [(one.text, other.text) for one, other in combinations(boxes, 2) if one.touches(other)] == []
    sizes = {style for each in root.iter(f"{SVG}text") for style in (each.get("class") or "").split()}
    assert {each for each in sizes if re.fullmatch(r"s\d+", each)} <= {"s13", "s16"}
    said = labels(root).replace("\n", "").replace(" ", "")
    for each in found.budget.ranges:
        assert f"{each.name}{each.network}".replace(" ", "") in said


def test_the_bars_of_a_phone_are_as_wide_as_their_numbers() -> None:
    root = read(svg(of(SMALL), phone=True))
    (used,) = rects(root, "used", "93 for nodes and pods")
    (surge,) = rects(root, "part", "31 for the surge")
    assert [number(each, "width") for each in (used, surge)] == [
        pytest.approx((PHONE - 4) * part / 256, abs=0.01) for part in (93, 31)
    ]
    assert "124 of 251 needed, 49 %, 31 of them surge; 127\nfree" in labels(root)


def test_a_phone_is_told_what_is_wrong_too() -> None:
    root = read(svg(of(WRONG), phone=True))
    shown = labels(root).replace("\n", " ")
    assert "✕ subnet a-node-subnet 10.0.0.0/25 overlaps subnet b-node-subnet 10.0.0.64/26" in shown
    assert rects(root, "lack", "559 too few")


def test_a_network_without_a_cluster_has_no_section_of_pods() -> None:
    assert "Pods and Services" in labels(drawn(report("dev")))
    assert "Pods and Services" not in labels(drawn(report("landingzone-hub")))
