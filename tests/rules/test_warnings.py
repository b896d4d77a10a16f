"""Traps of a choice, and that warnings of all kinds reach the plan as sentences with the path of their setting.

What retires is in `tests/rules/test_retirements.py`, what else is warned of beside it.
"""

import pytest

from aksnet.azure.modes import MODES
from tests.plan.support import LEARN, Raw, dev, plan

KUBENET = (
    "clusters.dev.mode: kubenet retires on 2028-03-31; move to overlay with "
    "`az aks update --network-plugin azure --network-plugin-mode overlay` "
    "(see " + LEARN + "aks/configure-kubenet)"
)
PRIVATE = (
    "clusters.dev.workloads: the API server is private, and workloads are declared through it: this run has to resolve "
    "its name in the private DNS zone that AKS makes and links to the VNet and to reach its private endpoint in the "
    "subnet dev-node-subnet by TCP 443; run `pulumi up` inside the VNet, or in a network peered with it, or leave the "
    "workloads to another stack that runs there, as in examples/inside"
)
MASQUERADE = (
    "clusters.dev.ipMasqExtraCidrs: a custom ip-masq configuration prevents a later move to overlay; remove it before "
    "that"
)


@pytest.mark.parametrize("mode", MODES)
def test_of_all_modes_only_kubenet_is_warned_of(mode: str) -> None:
    assert plan(dev(mode=mode)).warnings == ((KUBENET,) if mode == "kubenet" else ())


CASES: dict[str, tuple[Raw, tuple[str, ...]]] = {
    "a private cluster with workloads": (dev(privateCluster=True, workloads={"nginx": {}}), (PRIVATE,)),
    "a private cluster without": (dev(privateCluster=True), ()),
    "masquerade exceptions": (dev(mode="node-subnet", ipMasqExtraCidrs=["10.1.0.0/16"]), (MASQUERADE,)),
    "several at once, traps first": (
        dev(mode="kubenet", privateCluster=True, workloads={"nginx": {}}),
        (PRIVATE, KUBENET),
    ),
}


@pytest.mark.parametrize(("raw", "expected"), CASES.values(), ids=CASES)
def test_a_choice_is_warned_of_with_the_path_of_its_setting(raw: Raw, expected: tuple[str, ...]) -> None:
    assert expected == plan(raw).warnings


def test_warnings_come_in_the_order_of_clusters() -> None:
    raw = {
        "clusters": {
            "b": {"mode": "kubenet", "nodeSubnet": "10.224.0.0/24"},
            "a": {"mode": "kubenet", "nodeSubnet": "10.224.1.0/24"},
        }
    }
    expected = tuple(KUBENET.replace("clusters.dev", f"clusters.{key}") for key in ("a", "b"))
    assert expected == plan(raw).warnings
