"""V18: the mode that the cluster shows is the declared one."""

from __future__ import annotations

from plan.axes import PodAddresses
from plan.modes import Mode
from verify.case import Case, Need
from verify.check import Check, Fault, Outcome, info, judged, skipped
from verify.checks.parts import said
from verify.detect import Detection


def _run(case: Case) -> Outcome:
    found, declared = case.detection, case.expected.mode
    if declared is None:
        return info(f"{found.mode.name}: {found.why}") if found.mode else skipped(f"not known: {found.why}")
    differences = list(_differences(declared, found))
    if not differences and found.mode is None:
        return skipped(found.why)
    faults = [
        Fault(
            object="the cluster",
            seen=f"{what} {seen} ({found.why})",
            expected=f"{expected}, as {declared.name} has it",
            cause="this is another cluster than the stack's, it was made or changed outside of it, or a change of mode "
            "is under way",
            cure="check that the kubeconfig is of the stack's cluster; compare networkProfile in Azure with the stack",
        )
        for what, seen, expected in differences
    ]
    return judged(faults, f"{declared.name}: {found.why}")


def _differences(declared: Mode, found: Detection) -> list[tuple[str, str, str]]:
    """Return each axis that is known and differs."""
    own = declared.pods is PodAddresses.CNI_OWN
    differences = []
    if found.pods not in (None, declared.pods) and not (own and found.guessed):
        differences.append(("pods' addresses come from:", str(found.pods), str(declared.pods)))
    if not own and found.data_plane not in (None, declared.data_plane):
        differences.append(("the data plane is", str(found.data_plane), str(declared.data_plane)))
    if found.families != declared.families and found.mode is not None:
        differences.append(("the IP families are", said(found.families), said(declared.families)))
    return differences


DETECTED_MODE = Check(
    id="V18",
    name="detected-mode",
    title="The mode that the cluster shows is the declared one",
    proves="Where pods' addresses come from, the data plane and the IP families, as node labels, NodeNetworkConfigs, "
    "system pods and ranges tell them, are those of the declared mode. Without a declared mode the found one is told.",
    does_not="That a CNI of one's own is told from kubenet where only ranges are seen; a label that is missing says "
    "nothing.",
    needs=(Need.NODES,),
    run=_run,
)
