"""`python -m tools.bench_growth`: what one more cluster, subnet or pod costs in small stacks and in large ones.

Stacks of 1, 8 and 64 clusters and of 10, 100 and 1,000 subnets are planned, judged, drawn and previewed; clusters of
1,000, 4,000 and 16,000 pods are verified. A figure is what one item more takes: between the first two sizes, between
the last two, and how many times as much the second is. What grows as the stack does has 1.0, what grows with its
square 8 or 10. All items of a stack are alike, so that the small stack has no other ones than the large one has.
Seconds are of processor, memory is the peak. Measured numbers only: nothing here judges them, and no test asserts on
time.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from aksnet.azure.modes import MODES
from aksnet.layout.resolve import resolve
from aksnet.plan.stack_plan import plan_stack
from aksnet.planning import make_checked_plan
from aksnet.report.plan_report import examine
from aksnet.report.svg import svg
from aksnet.rules import judge
from aksnet.rules.context import Context
from aksnet.settings.loading import load
from aksnet.verify.detect import detect
from aksnet.verify.gather import gather
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.runner import judge as verify
from aksnet.verify.sources import ObjectKind, Unavailable
from tools import bench_engine
from tools.generated import Generated

Raw = dict[str, Any]
Work = Callable[[], object]

_STACK: Final = "bench"
_LOCATION: Final = "westeurope"
_DAY: Final = date(2026, 11, 30)
_REPEATS: Final = 5
_PREVIEWS: Final = 3
_MEANS: Final = (
    "What a run takes for no item at all is in no figure, since each is a difference between two sizes. Processor time "
    "and memory of a preview are those of all its processes, the least of three runs. The first clusters bring threads "
    "that wait for the engine and that more clusters share (21, 38 and 52), and a few megabytes are chance"
)
_PODS: Final = (1_000, 4_000, 16_000)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a piece of work took."""

    seconds: float
    megabytes: float


def subnets(many: int) -> Raw:
    """Return the settings of a stack with one cluster and so many subnets of the user's own."""
    own = {f"s{number:04}": f"10.{number // 256}.{number % 256}.0/24" for number in range(many)}
    cluster = {"nodeSubnet": "10.255.0.0/24", "podCidr": "192.168.0.0/16", "serviceCidr": "172.16.0.0/16"}
    return {"network": {"addressSpace": ["10.0.0.0/8"], "subnets": own}, "clusters": {"dev": cluster}}


def clusters(many: int) -> Raw:
    """Return the settings of a stack with so many clusters of one mode, each with a subnet and a range of its own."""
    return {
        "network": {"addressSpace": ["10.1.0.0/16"]},
        "clusters": {
            f"c{number:02}": {
                "mode": "overlay",
                "nodeSubnet": f"10.1.{number}.0/24",
                "podCidr": f"10.{100 + number}.0.0/16",
            }
            for number in range(many)
        },
    }


STACKS: Final[Mapping[str, tuple[Callable[[int], Raw], tuple[int, int, int]]]] = {
    "cluster": (clusters, (1, 8, 64)),
    "subnet": (subnets, (10, 100, 1_000)),
}


def _plan(raw: Raw) -> Work:
    return lambda: make_checked_plan(raw, stack=_STACK, location=_LOCATION, today=_DAY)


def _rules(raw: Raw) -> Work:
    settings, _ = load(raw)
    if settings is None:
        raise SystemExit("the generated settings cannot be read")
    layout = resolve(settings, stack=_STACK, location=_LOCATION)
    plan = plan_stack(settings, layout)

    def work() -> object:
        return judge(Context(settings=settings, layout=layout, plan=plan, today=_DAY, running=dict))

    return work


def _map(raw: Raw) -> Work:
    report = examine(raw, stack=_STACK, location=_LOCATION, today=_DAY)
    return lambda: svg(report)


PARTS: Final[Mapping[str, Callable[[Raw], Work]]] = {"plan and rules": _plan, "rules": _rules, "address map": _map}


def _verify(pods: int) -> Work:
    cluster = _Kept(Generated(MODES["cilium-overlay"], nodes=pods // 25, pods=pods))

    def work() -> object:
        facts = gather(cluster, None, now=datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC))
        return verify(JudgedCluster(facts=facts, expected=cluster.made.expected, detection=detect(facts)))

    return work


class _Kept:
    """A generated cluster whose objects are made before anything is measured."""

    def __init__(self, made: Generated) -> None:
        self.made, self.name = made, made.name
        self._items: dict[ObjectKind, list[Mapping[str, Any]]] = {}
        for kind in ObjectKind:
            try:
                self._items[kind] = list(made.items(kind, None))
            except Unavailable:
                continue

    def items(self, kind: ObjectKind, namespace: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of a kind."""
        if kind not in self._items:
            yield from self.made.items(kind, namespace)
        for item in self._items[kind]:
            if namespace is None or item["metadata"].get("namespace", namespace) == namespace:
                yield item


def cost(work: Work) -> Cost:
    """Return the seconds of the fastest of some runs, and the memory that one run needs at its peak."""
    work()
    taken = []
    for _ in range(_REPEATS):
        gc.collect()
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    gc.collect()
    tracemalloc.start()
    result = work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del result
    return Cost(seconds=min(taken), megabytes=peak / 2**20)


def growth(what: str, item: str, sizes: Sequence[int], costs: Sequence[Cost]) -> str:
    """Return a line: what an item more costs between each two sizes, in time and in memory."""
    many = [larger - smaller for smaller, larger in pairwise(sizes)]
    pairs = list(zip(pairwise(costs), many, strict=True))
    seconds = [(large.seconds - small.seconds) / number for (small, large), number in pairs]
    memory = [(large.megabytes - small.megabytes) / number for (small, large), number in pairs]
    grown = " to ".join(f"{size:,}" for size in sizes)
    compared = (_compared([1000 * each for each in seconds], "ms"), _compared([1024 * each for each in memory], "KB"))
    return f"{what}, {grown} {item}s: {'; '.join(compared)}"


def _compared(each: Sequence[float], unit: str) -> str:
    first, second = each
    ratio = f"{second / first:.1f}" if first > 0 else "?"
    return f"{_rounded(first)}, then {_rounded(second)} {unit} for one more ({ratio} ×)"


def _rounded(number: float) -> str:
    """Return a number with two digits that say something, and all of those before the point."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def _previewed(raw: Raw, folder: Path) -> Cost:
    """Return what a preview takes on the engine, the engine included: the least of some runs."""
    folder.mkdir()
    stack_file = folder / "stack.yaml"
    config = {"azure-native:location": "westeurope", **{f"aks-networking:{key}": each for key, each in raw.items()}}
    stack_file.write_text(json.dumps({"config": config}), encoding="utf-8")
    project = bench_engine.own_project(stack_file, folder / "home")
    taken = [project.measured(bench_engine.PREVIEW) for _ in range(_PREVIEWS)]
    return Cost(seconds=min(each.processor for each in taken), megabytes=min(each.megabytes for each in taken))


def main(words: Sequence[str]) -> int:
    """Measure everything, or all but what needs the engine."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_growth")
    parser.add_argument("--without-engine", action="store_true")
    asked = parser.parse_args(words)
    for item, (made, sizes) in STACKS.items():
        for what, part in PARTS.items():
            _say(growth(what, item, sizes, [cost(part(made(size))) for size in sizes]))
        if not asked.without_engine:
            with tempfile.TemporaryDirectory() as folder:
                previewed = [_previewed(made(size), Path(folder) / str(size)) for size in sizes]
            _say(growth("preview", item, sizes, previewed))
    _say(growth("verify", "pod", _PODS, [cost(_verify(pods)) for pods in _PODS]))
    _say(_MEANS)
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
