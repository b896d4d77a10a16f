"""Run what was asked for, one after the other, and give every check its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from aksnet.verify.active.api import Api, ApiError
from aksnet.verify.active.hello_probe import visit
from aksnet.verify.active.namespace import LeftOverError, own_namespace
from aksnet.verify.active.node_report import NODE_REPORT, report
from aksnet.verify.active.pod_waiting import NotStartedError
from aksnet.verify.active.probe_options import Options
from aksnet.verify.active.probes import NEEDS, PROBES, judge, not_asked
from aksnet.verify.active.traffic import Seen, observe
from aksnet.verify.check import Check, Fault, Outcome, Status, judged, skipped
from aksnet.verify.checks.v16_hello import HELLO
from aksnet.verify.judged_cluster import JudgedCluster, lacking
from aksnet.verify.runner import Result

STARTED: Final = Check(
    id="A0",
    name="probe-pods",
    title="Pods start and are removed again",
    proves="The cluster schedules new pods, gives them addresses, pulls their image, and removes them afterwards.",
    does_not="That other images can be pulled, or that bigger pods find room.",
    needs=NEEDS,
    run=not_asked,
)
ROWS: Final = (STARTED, *(probe.check for probe in PROBES), HELLO, NODE_REPORT)
"""Every active check, in the order of the report."""


def run(api: Api, case: JudgedCluster, options: Options) -> list[Result]:
    """Run the active checks that the options ask for; whatever happens, nothing of ours stays behind."""
    results: list[Result] = []
    if options.probes:
        started, seen = _observed(api, case, options)
        results.append(Result(check=STARTED, outcome=started))
        results += [Result(check=probe.check, outcome=judge(probe, seen)) for probe in PROBES]
        results.append(_tried(HELLO, case, lambda: visit(api, case)))
    if options.node_report:
        results.append(_tried(NODE_REPORT, case, lambda: report(api, case, options)))
    return results


def undone(results: Iterable[Result]) -> str:
    """Return what was asked for and did not happen at all, with the reason; nothing where all of it happened."""
    asked = {STARTED.id: "the probes of --active", NODE_REPORT.id: "--node-report"}
    return "; ".join(
        f"{asked[each.check.id]} ({each.outcome.summary})"
        for each in results
        if each.check.id in asked and each.outcome.status is Status.SKIPPED
    )


def _observed(api: Api, case: JudgedCluster, options: Options) -> tuple[Outcome, Seen]:
    seen, faults = Seen(skipped={"": "the probe pods did not get to it (A0)"}), list[Fault]()
    none = Seen(skipped={"": "no probe pod ran (A0 says why)"})
    if why := _lacking(case, STARTED):
        return skipped(why), none
    try:
        with own_namespace(api, "restricted", options.clock) as namespace:
            try:
                seen = observe(api, case, options, namespace)
            except NotStartedError as fault:
                faults += [_not_started(name, why) for name, why in fault.why.items()]
    except LeftOverError as fault:
        faults.append(_left_over(fault))
    except ApiError as fault:
        return skipped(str(fault)), none
    if not faults and (why := seen.skipped.get("")):
        return skipped(why), none
    return judged(faults, f"probe pods ran on {', '.join(seen.nodes)} and are gone"), seen


def _tried(check: Check, case: JudgedCluster, do: Callable[[], Outcome]) -> Result:
    try:
        why = _lacking(case, check)
        outcome = skipped(why) if why else do()
    except LeftOverError as fault:
        outcome = judged([_left_over(fault)], "")
    except ApiError as fault:
        outcome = skipped(str(fault))
    return Result(check=check, outcome=outcome)


def _lacking(case: JudgedCluster, check: Check) -> str | None:
    return next((why for need in check.needs if (why := lacking(case, need))), None)


def _not_started(name: str, why: str) -> Fault:
    return Fault(
        object=f"probe pod {name}",
        seen=why,
        expected="a pod that starts, has an address and ends by itself",
        cause="the image cannot be pulled, the CNI gives no address (subnet full, agent not ready), or a policy of the "
        "cluster refuses the pod",
        cure="give --probe-image with an image that the nodes may pull; see the events of new pods and the checks V5, "
        "V7 and V22",
    )


def _left_over(fault: LeftOverError) -> Fault:
    return Fault(
        object="namespace of the probe pods",
        seen=str(fault),
        expected="everything is removed",
        cause="the API server was not reached any more, or these credentials may create but not delete namespaces",
        cure="aksnet verify --cleanup",
    )
