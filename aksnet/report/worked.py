"""The formulas of a mode with the numbers put in: what `aksnet calc` prints and `docs/modes.md` shows.

One pool at a time, as a person would reckon by hand. What a whole stack needs, with all its pools and everything else
that takes addresses, is in `aksnet.plan.budget`; the arithmetic itself is in `aksnet.azure.formulas`.
"""

from dataclasses import dataclass
from typing import assert_never

from aksnet.azure import formulas
from aksnet.azure.axes import PodAddresses
from aksnet.azure.mode import Mode


@dataclass(frozen=True, kw_only=True, slots=True)
class Worked:
    """One range that a pool needs, worked out."""

    what: str
    """`node subnet`, `pod subnet, floor`, `pod subnet, full` or `pod CIDR`."""
    formula: str
    """The formula with its numbers."""
    addresses: int
    reserved: int
    """What nobody gets in a range of this kind: Azure's five, or the edges of a static block subnet."""
    because: str
    """What the formula says, in words."""

    @property
    def length(self) -> int:
        """Longest prefix that holds the addresses and the reserved ones."""
        return formulas.prefix_length_for(self.addresses, reserved=self.reserved)

    @property
    def room(self) -> int:
        """Addresses that a range of that length has to give."""
        return (1 << (32 - self.length)) - self.reserved

    @property
    def short(self) -> int:
        """Addresses that the next smaller range lacks."""
        return self.addresses + self.reserved - (1 << (31 - self.length))


@dataclass(frozen=True, kw_only=True, slots=True)
class Training:
    """The rule of thumb of trainings beside AKS's own arithmetic."""

    formula: str
    addresses: int
    """Its result, which includes Azure's reserved addresses."""
    aks: int
    """What AKS counts for the same pool, without the reserved addresses."""
    because: str
    """Where the difference comes from."""

    @property
    def missing(self) -> int:
        """Addresses that the rule of thumb forgets."""
        return self.aks + formulas.RESERVED - self.addresses


def worked(mode: Mode, *, nodes: int, surge: int, max_pods: int) -> list[Worked]:
    """Work out every IPv4 range that one pool needs in this mode."""
    n, s, m = nodes, surge, max_pods
    own = Worked(
        what="node subnet",
        formula=f"{n:,} + {s:,}",
        addresses=formulas.node_addresses(n, s),
        reserved=formulas.RESERVED,
        because="one address per node, the extra nodes of an upgrade included; pods take none here",
    )
    match mode.pods:
        case PodAddresses.NODE_SUBNET:
            return [
                Worked(
                    what="node subnet",
                    formula=f"({n:,} + {s:,}) x (1 + {m})",
                    addresses=formulas.flat(n, s, m),
                    reserved=formulas.RESERVED,
                    because="each node takes an address for itself and one for every pod that may ever run on it",
                )
            ]
        case PodAddresses.POD_SUBNET_DYNAMIC:
            return [own, *_dynamic(n, s, m)]
        case PodAddresses.POD_SUBNET_BLOCKS:
            return [own, _blocks(n, s, m)]
        case PodAddresses.POD_CIDR_ROUTES | PodAddresses.POD_CIDR_OVERLAY:
            return [
                own,
                Worked(
                    what="pod CIDR",
                    formula=f"({n:,} + {s:,}) x {formulas.PER_NODE_RANGE}",
                    addresses=formulas.pod_cidr(n, s),
                    reserved=0,
                    because="a /24 for every node, whatever its pods per node are; outside the VNet's addresses",
                ),
            ]
        case PodAddresses.CNI_OWN:
            return [own]
        case unknown:
            assert_never(unknown)


def _dynamic(n: int, s: int, m: int) -> list[Worked]:
    own = formulas.NETWORK_CONTAINER
    return [
        Worked(
            what="pod subnet, floor",
            formula=f"({n:,} + {s:,}) x ({own} + {min(formulas.BATCH, m)})",
            addresses=formulas.dynamic_floor(n, s, m),
            reserved=formulas.RESERVED,
            because="an address of its own for every node, and a batch of 16 before any pod of yours runs",
        ),
        Worked(
            what="pod subnet, full",
            formula=f"({n:,} + {s:,}) x ({own} + {m})",
            addresses=formulas.dynamic_full(n, s, m),
            reserved=formulas.RESERVED,
            because="more batches come when fewer than 8 addresses are free, up to the pods that a node may run",
        ),
    ]


def _blocks(n: int, s: int, m: int) -> Worked:
    blocks = formulas.blocks_per_node(m)
    best = formulas.max_pods_without_waste(m)
    waste = f"; {best} pods a node would take no more" if best > m else ""
    return Worked(
        what="pod subnet",
        formula=f"({n:,} + {s:,}) x {blocks} x 16",
        addresses=formulas.static_block(n, s, m),
        reserved=formulas.BLOCK_EDGES,
        because=f"whole /28 blocks per node, and the subnet's first and last /28 go to no node{waste}",
    )


def training(mode: Mode, *, nodes: int, surge: int, max_pods: int) -> Training | None:
    """Set the trainings' formula beside AKS's own; only where pods and nodes share a subnet is it meant."""
    if mode.pods is not PodAddresses.NODE_SUBNET:
        return None
    counted = nodes + surge
    upgrade = f" and for the {surge * max_pods:,} pods of the surge" if surge else ""
    return Training(
        formula=f"{nodes:,} x {max_pods} + {formulas.RESERVED}",
        addresses=formulas.training(nodes, max_pods),
        aks=formulas.flat(nodes, surge, max_pods),
        because=f"has no addresses for the {counted:,} nodes themselves{upgrade}",
    )
