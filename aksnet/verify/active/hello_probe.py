"""Fetch the hello-kubernetes page of one pod of each instance; what it must show is in `checks.v16_hello`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aksnet.verify.active.api import Api, ApiError
from aksnet.verify.check import Fault, Outcome, judged, skipped
from aksnet.verify.checks.v16_hello import faults_of, no_answer, no_pod, pods_of, samples_of
from aksnet.verify.expected import Sample
from aksnet.verify.facts import Pod
from aksnet.verify.judged_cluster import JudgedCluster

_PORT: Final = 8080


def visit(api: Api, case: JudgedCluster) -> Outcome:
    """Ask every instance that the facts reach."""
    only = case.facts.namespace
    samples = [each for each in samples_of(case) if only in (None, each.namespace)]
    if not samples:
        return skipped("there is no hello-kubernetes" + (f" in namespace {only}" if only else ""))
    faults: list[Fault] = []
    asked = []
    for sample in samples:
        pods = pods_of(case.facts, sample)
        if not pods:
            faults.append(no_pod(sample))
            continue
        asked.append(str(pods[0]))
        faults += _ask(api, sample, pods[0])
    return judged(faults, f"{', '.join(asked)} answered with its page")


def _ask(api: Api, sample: Sample, pod: Pod) -> list[Fault]:
    try:
        page = api.fetch(pod.namespace, pod.name, _port(api.get("Pod", pod.name, pod.namespace) or {}))
    except ApiError as fault:
        return [no_answer(pod, str(fault))]
    return list(faults_of(sample, pod, page.status, page.body))


def _port(item: Mapping[str, Any]) -> int:
    for container in (item.get("spec") or {}).get("containers") or ():
        for port in container.get("ports") or ():
            return int(port["containerPort"])
    return _PORT
