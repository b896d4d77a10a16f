"""How long a graph of steps takes when everything that may run side by side does.

Plain mathematics on names and seconds. A step begins when each of its needs is met; a need is met by the first of its
alternatives. Steps that share a machine (writes that hold the same thing) run one at a time in any order: for them
the result is a lower bound, which no order can beat, and which is exact where all may begin at once.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

Need = frozenset[str]
"""Steps of which one must be complete."""


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Steps by name: how long each takes, and what each needs."""

    seconds: Mapping[str, float]
    needs: Mapping[str, Collection[Need]]

    def order(self) -> list[str]:
        """Return the steps so that each comes after all that it needs."""
        graph = {step: frozenset[str]().union(*self.needs.get(step, ())) for step in self.seconds}
        return list(TopologicalSorter(graph).static_order())


def finished(steps: Steps) -> dict[str, float]:
    """Return when each step is complete at the earliest."""
    ends: dict[str, float] = {}
    for step in steps.order():
        ends[step] = _begin(steps, step, ends) + steps.seconds[step]
    return ends


def _begin(steps: Steps, step: str, ends: Mapping[str, float]) -> float:
    return max((min(ends[each] for each in need) for need in steps.needs.get(step, ())), default=0.0)


def makespan(steps: Steps) -> float:
    """Return when the last step is complete."""
    return max(finished(steps).values(), default=0.0)


def critical_path(steps: Steps) -> list[str]:
    """Return the chain of steps that decides the makespan, without those that take no time."""
    ends = finished(steps)
    path: list[str] = []
    step = max(ends, key=lambda each: (ends[each], each), default=None)
    while step is not None:
        path.append(step)
        deciding = [min(need, key=lambda each: (ends[each], each)) for need in steps.needs.get(step, ())]
        step = max(deciding, key=lambda each: (ends[each], each), default=None)
    return [each for each in reversed(path) if steps.seconds[each] > 0]


def lower_bound(steps: Steps, machines: Iterable[Sequence[str]]) -> float:
    """Return a makespan that no order of the steps on each machine can beat."""
    ends, after = finished(steps), _after(steps)
    bounds = [
        _one_machine([(ends[step] - steps.seconds[step], steps.seconds[step], after[step]) for step in members])
        for members in machines
    ]
    return max([makespan(steps), *bounds])


def _after(steps: Steps) -> dict[str, float]:
    """Return how long it takes at least from each step's end to the end of all."""
    after = dict.fromkeys(steps.seconds, 0.0)
    for step in reversed(steps.order()):
        for need in steps.needs.get(step, ()):
            if len(need) == 1:  # of several alternatives none is sure to be waited for
                (needed,) = need
                after[needed] = max(after[needed], steps.seconds[step] + after[step])
    return after


def _one_machine(jobs: Iterable[tuple[float, float, float]]) -> float:
    """Return the least makespan of jobs (release, seconds, seconds after) on one machine that may interrupt them.

    Always to work on the job with the most after it is best when jobs may be interrupted (Jackson's rule), and without
    interruption it cannot be better.
    """
    coming = sorted(jobs)
    waiting: list[tuple[float, float]] = []
    now = end = 0.0
    while coming or waiting:
        if not waiting:
            now = max(now, coming[0][0])
        while coming and coming[0][0] <= now:
            _, length, after = coming.pop(0)
            heapq.heappush(waiting, (-after, length))
        tail, length = heapq.heappop(waiting)
        worked = min(length, coming[0][0] - now) if coming else length
        now += worked
        if worked < length:
            heapq.heappush(waiting, (tail, length - worked))
        else:
            end = max(end, now - tail)
    return end
