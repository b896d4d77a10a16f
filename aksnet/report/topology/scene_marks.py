"""What a change does to each thing of a scene: a word for the style, and a sign with words for those who read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from aksnet.azure.axes import Plugin
from aksnet.diff.change import Change, Outcome, Subject
from aksnet.diff.comparison import Addresses, Comparison
from aksnet.diff.deployed import DeployedStack
from aksnet.plan.shares import pods_name
from aksnet.report.topology.scene import Scene
from aksnet.report.topology.stack_scene import Beside, scene_of

SIGNS: Final = {"new": "+ new", "removed": "− removed", "changed": "≠ changed", "replaced": "↻ made again"}
"""What is shown of a mark, by its style; from the lightest on."""
REFUSED: Final = "✕ refused"
_PLACES: Final = {"NAT gateway ": "gateway ", "route table ": "table ", "network.peerings.": "peering "}
"""How keys of things begin, by how paths of changes do."""

INTERNET: Final = "Internet"
"""What no change makes or removes: a line to it may be new, and then starts at what is new."""
Marks = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class BothScenes:
    """A scene on both sides of a change, with marks for each."""

    before: Scene
    after: Scene
    marks_before: Marks
    marks_after: Marks


def both_scenes(found: Comparison) -> BothScenes:
    """Return what is there and what is wanted, as scenes whose things have the same keys."""
    before, after = (
        scene_of(_as_azure_knows(stack), Beside(ranges=_subnets(counted, found)))
        for stack, counted in ((found.deployed_before, found.before), (found.deployed_after, found.after))
    )
    styles = dict(_styles(before, after))
    refused: set[str] = set()
    for change in found.changes:
        key = _key(change, before)
        if key not in before.things:
            continue
        if change.outcome is Outcome.REPLACED and change not in found.to_migrate and styles.get(key) != "removed":
            styles[key] = "replaced"
        styles.setdefault(key, "changed")
        refused |= {key} if change in found.refused else set()
    marks = {key: (style, SIGNS[style] + (f", {REFUSED}" if key in refused else "")) for key, style in styles.items()}
    return BothScenes(
        before=before,
        after=after,
        marks_before={key: mark for key, mark in marks.items() if key in before.things},
        marks_after={key: mark for key, mark in marks.items() if key in after.things},
    )


def _as_azure_knows(stack: DeployedStack) -> DeployedStack:
    """Leave out pod ranges of a CNI that is not Azure's: a plan has them and no state does."""
    clusters = {
        key: replace(each, pod_cidrs=()) if each.plugin == Plugin.NONE else each for key, each in stack.clusters.items()
    }
    return replace(stack, clusters=clusters)


def _subnets(counted: Mapping[str, Addresses], found: Comparison) -> dict[str, tuple[str, ...]]:
    """Return the ranges of subnets among those that are counted: the others are the pods' of clusters."""
    clusters = {*found.deployed_before.clusters, *found.deployed_after.clusters}
    pods = {pods_name(key) for key in clusters}
    return {name: (each.range,) for name, each in counted.items() if name not in pods}


def _styles(before: Scene, after: Scene) -> Iterator[tuple[str, str]]:
    for key in dict.fromkeys([*before.things, *after.things]):
        if key == INTERNET:
            continue
        if key not in before.things:
            yield key, "new"
        elif key not in after.things:
            yield key, "removed"
        elif before.things[key] != after.things[key] or _leads(before, key) != _leads(after, key):
            yield key, "changed"


def _leads(scene: Scene, key: str) -> list[str]:
    """Return where the lines of a thing lead that stays; the VNet has no say in what is peered with it."""
    return [] if key == "VNet" else sorted(scene.targets[key])


def _key(change: Change, before: Scene) -> str:
    """Return the key of what a change is a change of; a change of something that is not drawn is its cluster's."""
    path = change.path
    for begins, kind in _PLACES.items():
        if path.startswith(begins):
            return f"{kind}{path.removeprefix(begins)}"
    if path == "network.dnsServers":
        return "DNS servers"
    pools = f"clusters.{change.cluster}.nodePools."
    if change.subject is Subject.POOL and path.startswith(pools):
        key = f"pool {change.cluster}/{path.removeprefix(pools).split('.', 1)[0]}"
        if key in before.things:
            return key
    if path.startswith("subnet "):
        return path
    return "VNet" if change.cluster is None else f"cluster {change.cluster}"
