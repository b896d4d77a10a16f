"""Which engine enforces network policies: told by its pods, and where none run, by the label of the one that should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aksnet.azure.axes import Policy
from aksnet.verify.facts import Facts
from aksnet.verify.label_meanings import PREFIX, common_label

_ENGINES: Final = (
    ("cilium", Policy.CILIUM.value),
    ("calico-node", Policy.CALICO.value),
    ("azure-npm", Policy.AZURE.value),
)
_LABEL: Final = "network-policy"


@dataclass(frozen=True, kw_only=True)
class FoundEngines:
    """What was found."""

    policy: str | None
    """The engine whose pods are there, else the one that nodes' labels name; `none` where there is none, nothing where
    neither is known."""
    engines: tuple[str, ...]
    """Every engine whose pods are there; more than one is a fault."""
    why: str


def policy_engines(facts: Facts) -> FoundEngines:
    """Find the policy engine, every one whose pods are there, and how that is known."""
    engines, why = _by_pods(facts)
    label = common_label(facts, _LABEL)
    named = label if label in [engine for _, engine in _ENGINES] else None
    said = f"label {PREFIX}{_LABEL}={label}"
    if engines is None:
        return FoundEngines(policy=named, engines=(), why=f"{said}; {why}" if named else why)
    if named is None or named in engines:
        return FoundEngines(policy=next(iter(engines), Policy.NONE.value), engines=engines, why=why)
    if engines:
        return FoundEngines(policy=engines[0], engines=engines, why=f"{why}; {said}, but its pods do not run")
    return FoundEngines(policy=named, engines=(), why=f"{said}, but its pods do not run")


def _by_pods(facts: Facts) -> tuple[tuple[str, ...] | None, str]:
    if facts.system_unread:
        return None, f"pods: {facts.system_unread}"
    if not facts.saw_system:
        return None, "pods of kube-system were not seen"
    found = {label: engine for label, engine in _ENGINES if facts.labelled("k8s-app", label)}
    if not found:
        return (), "no pods of Cilium, Calico or Azure's network policy manager run"
    counts = {label: facts.labelled("k8s-app", label) for label in found}
    told = (
        f"k8s-app={label}, {sum(pod.at_work for pod in pods)} of {len(pods)} Ready" for label, pods in counts.items()
    )
    return tuple(found.values()), f"pods {'; '.join(told)}"
