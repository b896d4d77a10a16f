"""The map before and after a change: what is new, removed, changed, made again or refused has a sign and a word."""

from itertools import combinations
from typing import Any

import pytest

from aksnet.diff.comparison import Comparison, compare, from_plan, from_state
from aksnet.report.change_page import change_page
from aksnet.report.drawing.canvas import PHONE
from aksnet.report.topology.change_map import change_map
from aksnet.report.topology.scene_marks import both_scenes
from tests.report.drawn import SVG, Box, Element, box, labels, number, read, rects, tip, words
from tests.report.stacks import STACKS, of, report

OLD: dict[str, Any] = {
    "network": {"addressSpace": ["10.224.0.0/16"]},
    "clusters": {
        "a": {
            "mode": "overlay",
            "nodeSubnet": "10.224.0.0/22",
            "nodePools": {"np": {"mode": "System", "count": 3}, "old": {"count": 2}},
        },
        "gone": {"mode": "node-subnet", "nodeSubnet": "10.224.8.0/22"},
    },
}
NEW: dict[str, Any] = {
    "network": {"addressSpace": ["10.224.0.0/16", "10.230.0.0/16"]},
    "clusters": {
        "a": {
            "mode": "cilium-overlay",
            "nodeSubnet": "10.224.0.0/22",
            "outbound": "userAssignedNATGateway",
            "nodePools": {"np": {"mode": "System", "count": 5}, "more": {"minCount": 2, "maxCount": 9}},
        },
        "fresh": {"mode": "pod-subnet", "nodeSubnet": "10.224.16.0/22", "podSubnet": "10.224.32.0/20"},
    },
}
both_layouts = pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])


def compared(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    before, after = of(old), of(new)
    assert before.plan is not None
    assert after.plan is not None
    return compare(from_plan("the old file", before.plan, before.budget), after.plan)


def first(raw: dict[str, Any]) -> Comparison:
    plan = of(raw).plan
    assert plan is not None
    return compare(from_state("nothing", {}, {}), plan)


def changed(**cluster: Any) -> Comparison:
    """Return a comparison of a cluster with itself, but for what is given."""
    one = {"mode": "overlay", "nodeSubnet": "10.224.0.0/22", "nodePools": {"np": {"mode": "System", "count": 3}}}
    return compared({"clusters": {"a": one}}, {"clusters": {"a": {**one, **cluster}}})


def said(found: Comparison) -> dict[str, str]:
    both = both_scenes(found)
    return {key: words for marks in (both.marks_before, both.marks_after) for key, (_, words) in marks.items()}


def test_every_thing_of_a_large_change_has_its_mark_and_what_stays_has_none() -> None:
    both = both_scenes(compared(OLD, NEW))
    assert {key: words for key, (_, words) in both.marks_before.items()} == {
        "VNet": "≠ changed",
        "cluster a": "↻ made again, ✕ refused",
        "pool a/np": "≠ changed",
        "subnet a-node-subnet": "≠ changed",
        "balancer a": "− removed",
        "pool a/old": "− removed",
        "cluster gone": "− removed, ✕ refused",
        "pool gone/nodepool1": "− removed",
        "subnet gone-node-subnet": "− removed",
        "balancer gone": "− removed",
    }
    assert {key: words for key, (_, words) in both.marks_after.items()} == {
        "VNet": "≠ changed",
        "cluster a": "↻ made again, ✕ refused",
        "pool a/np": "≠ changed",
        "subnet a-node-subnet": "≠ changed",
        "gateway a-nat": "+ new",
        "pool a/more": "+ new",
        "cluster fresh": "+ new",
        "pool fresh/nodepool1": "+ new",
        "subnet fresh-node-subnet": "+ new",
        "subnet fresh-pod-subnet": "+ new",
        "balancer fresh": "+ new",
    }
    assert "Internet" in both.before.things.keys() & both.after.things.keys()


def test_a_change_of_what_is_not_drawn_marks_what_it_belongs_to() -> None:
    assert said(changed(tier="Standard")) == {"cluster a": "≠ changed"}
    labelled = {"np": {"mode": "System", "count": 3, "labels": {"team": "x"}}}
    assert said(changed(nodePools=labelled)) == {"pool a/np": "≠ changed"}


def test_a_pool_that_is_made_again_is_marked_so_and_not_as_a_new_one() -> None:
    larger = {"np": {"mode": "System", "count": 3}, "more": {"vmSize": "Standard_D4ds_v5"}}
    smaller = {"np": {"mode": "System", "count": 3}, "more": {"vmSize": "Standard_D8ds_v5"}}
    one = {"mode": "overlay", "nodeSubnet": "10.224.0.0/22"}
    found = compared(
        {"clusters": {"a": {**one, "nodePools": larger}}}, {"clusters": {"a": {**one, "nodePools": smaller}}}
    )
    assert said(found) == {"pool a/more": "↻ made again"}


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_that_stays_as_it_is_has_no_mark_and_says_so(stack: str) -> None:
    plan, budget = report(stack).plan, report(stack).budget
    assert plan is not None
    found = compare(from_plan("itself", plan, budget), plan)
    assert said(found) == {}
    root = read(change_map(found))
    assert "Nothing that is drawn changes." in labels(root)
    assert [each.get("class") for each in root.iter(f"{SVG}rect") if "was-" in (each.get("class") or "")] == []


@pytest.mark.parametrize("stack", STACKS)
def test_before_a_first_deployment_there_is_nothing_and_afterwards_all_is_new(stack: str) -> None:
    plan = report(stack).plan
    assert plan is not None
    found = compare(from_state("nothing", {}, {}), plan)
    both = both_scenes(found)
    assert (both.before.things, both.marks_before) == ({}, {})
    assert set(said(found).values()) == {"+ new"}
    assert said(found).keys() == both.after.things.keys() - {"Internet"}
    assert "nothing" in labels(read(change_map(found))).splitlines()


def things(root: Element) -> list[Box]:
    return [
        Box(each.get("data-thing") or "", x, y, x + number(each, "width"), y + number(each, "height"))
        for each in root.iter(f"{SVG}rect")
        if each.get("data-thing")
        for x, y in [(number(each, "x"), number(each, "y"))]
    ]


@both_layouts
@pytest.mark.parametrize("found", [compared(OLD, NEW), first(NEW), compared(NEW, OLD)], ids=["change", "first", "back"])
def test_nothing_lies_on_anything_else_and_every_word_is_in_its_box(found: Comparison, *, phone: bool) -> None:
    root = read(change_map(found, phone=phone))
    texts, around = [box(each) for each in root.iter(f"{SVG}text")], things(root)
    assert number(root, "width") == (PHONE if phone else 1200)
    assert [(one.text, other.text) for one, other in combinations(texts, 2) if one.touches(other)] == []
    assert [
        each.text for each in texts if "…" in each.text or each.left < 0 or each.right > number(root, "width")
    ] == []
    start = min(each.top for each in around)
    for text in (each for each in texts if each.top > start and each.text not in ("Before", "After", "nothing")):
        touched = [each for each in around if each.touches(text)]
        assert [each for each in touched if each.left < text.left and text.right < each.right] == touched != []
    for one, other in combinations(around, 2):
        inside = one.top < other.top and other.bottom < one.bottom and one.left < other.left and other.right < one.right
        assert inside or not one.touches(other)


def test_both_sides_stand_beside_each_other_and_on_a_phone_below_each_other() -> None:
    found = compared(OLD, NEW)
    before, after = (each for each in things(read(change_map(found))) if each.text == "cluster a")
    assert before.right < after.left
    before, after = (each for each in things(read(change_map(found, phone=True))) if each.text == "cluster a")
    assert (before.bottom < after.top, before.left) == (True, after.left)


def test_ranges_are_drawn_to_scale_on_both_sides_with_their_signs() -> None:
    root = read(change_map(compared(OLD, NEW)))
    (gone,) = rects(root, "was-removed", "gone-node-subnet 10.224.8.0/22")
    (pods,) = rects(root, "was-new", "fresh-pod-subnet 10.224.32.0/20")
    (space, *_) = rects(root, "free", "10.224.0.0/16, free")
    assert number(gone, "width") == pytest.approx(number(space, "width") / 64, abs=0.01)
    assert number(pods, "width") == pytest.approx(number(space, "width") / 16, abs=0.01)
    assert tip(gone) == "gone-node-subnet 10.224.8.0/22, − removed"
    assert [each for each in labels(root).splitlines() if len(each) == 1] == ["≠", "−", "≠", "+", "+"]
    assert "not there" in labels(root)


def test_the_legend_has_the_marks_that_are_there_and_no_other() -> None:
    shown = labels(read(change_map(changed(tier="Standard")))).splitlines()
    assert [each for each in shown if each.startswith(("+", "−", "≠", "↻", "✕"))] == ["≠ changed"] * 3


def test_those_who_cannot_see_it_are_told_the_same() -> None:
    root = read(change_map(changed(nodePools={"np": {"mode": "System", "count": 5}})))
    title, description = list(root)[:2]
    assert (root.get("role"), words(title)) == ("img", "test before and after a change")
    assert words(description) == (
        "test compared with the old file: 1 change. pool np of cluster a: changed, System · 3 nodes 250 pods each → "
        "System · 5 nodes 250 pods each."
    )


def test_a_page_has_both_layouts_no_id_twice_and_every_change() -> None:
    page = change_page(compared(OLD, NEW))
    assert [page.count(f'<div class="{width}"><svg') for width in ("wide", "narrow")] == [1, 1]
    ids = [part.split('"', 1)[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 4
    assert "<tr><td>clusters.a.nodePools.np.count</td><td>3</td><td>5</td><td>in place</td></tr>" in page
    assert "<h2>Changes</h2>" not in change_page(changed())
