"""Fetch the hello-kubernetes page of one pod of each instance; what it must show is in `checks.v16_hello`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aksnet.verify.active.api import Api, ApiError
from aksnet.verify.check import Fault, Outcome, judged, skipped
from aksnet.verify.checks.v16_hello import faults_of, no_answer, no_pod, pods_of, samples_of
from aksnet.verify.facts import Pod
from aksnet.verify.judged_cluster import JudgedCluster

_PORT: Final = 8080
_NOT_THE_PODS: Final = 500
"""From here on a refused handshake is the API server's or the kubelet's trouble: the pod was not asked."""


def visit(api: Api, case: JudgedCluster) -> Outcome:
    """Ask every instance that the facts reach."""
    only = case.facts.namespace
    samples = [each for each in samples_of(case) if only in (None, each.namespace)]
    if not samples:
        return skipped("there is no hello-kubernetes" + (f" in namespace {only}" if only else ""))
    faults: list[Fault] = []
    asked, unreached = [], []
    for sample in samples:
        pods = pods_of(case.facts, sample)
        if not pods:
            faults.append(no_pod(sample))
            continue
        asked.append(str(pods[0]))
        try:
            page = api.fetch(pods[0].namespace, pods[0].name, _port(api, pods[0]))
        except ApiError as fault:
            if fault.status >= _NOT_THE_PODS:
                unreached.append(f"the API server does not get to the pod's node: {fault}")
            else:
                faults.append(no_answer(pods[0], str(fault)))
        else:
            faults += faults_of(sample, pods[0], page.status, page.body)
    if unreached and not faults:
        return skipped("; ".join(unreached))
    return judged(faults, f"{', '.join(asked)} answered with its page")


def _port(api: Api, pod: Pod) -> int:
    item: Mapping[str, Any] = api.get("Pod", pod.name, pod.namespace) or {}
    for container in (item.get("spec") or {}).get("containers") or ():
        for port in container.get("ports") or ():
            return int(port["containerPort"])
    return _PORT
