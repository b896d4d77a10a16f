"""V21: no two pods, and no two nodes, have the same address."""

from __future__ import annotations

from collections.abc import Iterable

from verify.case import Case, Need
from verify.check import Check, Fault, Outcome, judged
from verify.checks.parts import pods_of_their_own_network
from verify.facts import Address, Node, Pod


def _run(case: Case) -> Outcome:
    faults = _twice(case.facts.nodes)
    pods = list(pods_of_their_own_network(case.facts))
    faults += _twice(pods)
    return judged(faults, f"{len(pods)} pods and {len(case.facts.nodes)} nodes, no address twice")


def _twice(holders: Iterable[Node | Pod]) -> list[Fault]:
    first: dict[Address, Node | Pod] = {}
    faults = []
    for holder in holders:
        for address in holder.addresses:
            other = first.setdefault(address, holder)
            if other is holder:
                continue
            faults.append(
                Fault(
                    object=str(holder),
                    seen=f"it has {address}, and so has {other}",
                    expected="an address that nobody else has",
                    cause="two agents give out the same range, or one lost its record when its node restarted",
                    cure="delete both pods; compare the ranges of their nodes (node-ranges)",
                )
            )
    return faults


UNIQUE_ADDRESSES = Check(
    id="V21",
    name="unique-addresses",
    title="No address is held twice",
    proves="Among the pods with a network of their own no two hold the same address, and no two nodes do. Pods that "
    "are done gave theirs back.",
    does_not="Anything about other machines of the VNet.",
    needs=(Need.NODES, Need.PODS),
    run=_run,
)
