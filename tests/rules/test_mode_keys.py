"""Keys that a mode does not take are refused by name: every such rule has a case that breaks it, and one beside it.

What a mode offers to keys that it takes is in `test_mode_offers.py`.
"""

from aksnet.rules import mode_offers as modes
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, dev, pool

V6 = {"network": {"addressSpace": ["10.224.0.0/12", "fd12:3456:789b::/48"]}}

CASES = [
    Case(
        rule=modes.pod_ranges,
        says="a mode whose pods live in a subnet takes no pod CIDR",
        raw=dev(mode="node-subnet", podCidr="10.244.0.0/16"),
        expected=[
            Problem(
                kind=Kind.POD_RANGE_NOT_TAKEN,
                path="clusters.dev.podCidr",
                value="10.244.0.0/16",
                message=(
                    "node-subnet does not take this key: pods take addresses of a subnet in this mode, so "
                    "a pod CIDR has no meaning and Azure would ignore or refuse it"
                ),
                cure="remove the key",
                page=LEARN + "aks/configure-azure-cni",
            )
        ],
        beside=dev(mode="overlay", podCidr="10.244.0.0/16"),
    ),
    Case(
        rule=modes.pod_ranges,
        says="nor does it take two pod CIDRs",
        raw=dev(mode="pod-subnet", podCidrs=["10.244.0.0/16", "fd00::/64"]),
        expected=[
            Problem(
                kind=Kind.POD_RANGE_NOT_TAKEN,
                path="clusters.dev.podCidrs",
                value=["10.244.0.0/16", "fd00::/64"],
                message=(
                    "pod-subnet does not take this key: pods take addresses of a subnet in this mode, so "
                    "a pod CIDR has no meaning and Azure would ignore or refuse it"
                ),
                cure="remove the key",
                page=LEARN + "aks/configure-azure-cni-dynamic-ip-allocation",
            )
        ],
        beside=dev(mode="overlay-dual-stack", podCidrs=["10.244.0.0/16", "fd00::/64"]),
    ),
    Case(
        rule=modes.pod_ranges,
        says="a dual-stack mode takes podCidrs, not podCidr",
        raw=dev(mode="cilium-overlay-dual-stack", podCidr="10.244.0.0/16"),
        expected=[
            Problem(
                kind=Kind.FAMILY_KEY,
                path="clusters.dev.podCidr",
                value="10.244.0.0/16",
                message="cilium-overlay-dual-stack does not take this key: it has two families",
                cure="write podCidrs: [IPv4, IPv6]",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="cilium-overlay-dual-stack"),
    ),
    Case(
        rule=modes.pod_ranges,
        says="a mode of one family takes podCidr, not podCidrs",
        raw=dev(mode="kubenet", podCidrs=["10.244.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.FAMILY_KEY,
                path="clusters.dev.podCidrs",
                value=["10.244.0.0/16"],
                message="kubenet does not take this key: it has one family",
                cure="write podCidr",
                page=LEARN + "aks/configure-kubenet",
            )
        ],
        beside=dev(mode="kubenet", podCidr="10.244.0.0/16"),
    ),
    Case(
        rule=modes.service_ranges,
        says="a dual-stack mode takes serviceCidrs, not serviceCidr",
        raw=dev(mode="overlay-dual-stack", serviceCidr="10.1.0.0/16"),
        expected=[
            Problem(
                kind=Kind.FAMILY_KEY,
                path="clusters.dev.serviceCidr",
                value="10.1.0.0/16",
                message="overlay-dual-stack does not take this key: it has two families",
                cure="write serviceCidrs: [IPv4, IPv6]",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="overlay-dual-stack", serviceCidrs=["10.1.0.0/16", "fd00::/108"]),
    ),
    Case(
        rule=modes.service_ranges,
        says="a mode of one family takes serviceCidr, not serviceCidrs",
        raw=dev(mode="byo-cni", serviceCidrs=["10.1.0.0/16", "fd00::/108"]),
        expected=[
            Problem(
                kind=Kind.FAMILY_KEY,
                path="clusters.dev.serviceCidrs",
                value=["10.1.0.0/16", "fd00::/108"],
                message="byo-cni does not take this key: it has one family",
                cure="write serviceCidr",
                page=LEARN + "aks/use-byo-cni",
            )
        ],
        beside=dev(mode="byo-cni", serviceCidr="10.1.0.0/16"),
    ),
    Case(
        rule=modes.pod_subnets,
        says="an overlay takes no pod subnet",
        raw=dev(mode="overlay", podSubnet="10.225.0.0/16"),
        expected=[
            Problem(
                kind=Kind.POD_SUBNET_NOT_TAKEN,
                path="clusters.dev.podSubnet",
                value="(set)",
                message=("overlay does not take this key: its pods do not take addresses from a subnet of their own"),
                cure="remove the key",
                page=LEARN + "aks/azure-cni-overlay",
            )
        ],
        beside=dev(mode="pod-subnet", podSubnet="10.225.0.0/16"),
    ),
    Case(
        rule=modes.pod_subnets,
        says="nor do its pools",
        raw=pool("kubenet", podSubnet="10.225.0.0/16"),
        expected=[
            Problem(
                kind=Kind.POD_SUBNET_NOT_TAKEN,
                path="clusters.dev.nodePools.np.podSubnet",
                value="(set)",
                message=("kubenet does not take this key: its pods do not take addresses from a subnet of their own"),
                cure="remove the key",
                page=LEARN + "aks/configure-kubenet",
            )
        ],
        beside=pool("cilium-pod-subnet", podSubnet="10.225.0.0/16"),
    ),
    Case(
        rule=modes.ipv6_prefixes,
        says="a node subnet of one family takes no IPv6 prefix",
        raw=dev(mode="kubenet", nodeSubnet={"ipv6Prefix": "fd12:3456:789b::/64"}) | V6,
        expected=[
            Problem(
                kind=Kind.IPV6_PREFIX_NOT_TAKEN,
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value="fd12:3456:789b::/64",
                message="kubenet does not take this key: pods have IPv4 addresses only in this mode",
                cure="remove the key",
                page=LEARN + "aks/configure-kubenet",
            )
        ],
        beside=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789b:9::/64"}),
    ),
    Case(
        rule=modes.ipv6_prefixes,
        says="a pod subnet takes no IPv6 prefix",
        raw=dev(mode="pod-subnet", podSubnet={"ipv6Prefix": "fd12:3456:789b::/64"}) | V6,
        expected=[
            Problem(
                kind=Kind.IPV6_PREFIX_NOT_TAKEN,
                path="clusters.dev.podSubnet.ipv6Prefix",
                value="fd12:3456:789b::/64",
                message="pod-subnet does not take this key: pods have IPv4 addresses only in this mode",
                cure="remove the key",
                page=LEARN + "aks/configure-azure-cni-dynamic-ip-allocation",
            )
        ],
        beside=dev(mode="pod-subnet", podSubnet={}) | V6,
    ),
    Case(
        rule=modes.ipv6_prefixes,
        says="a pool's node subnet of one family takes no IPv6 prefix",
        raw=pool("overlay", nodeSubnet={"prefix": "10.224.9.0/24", "ipv6Prefix": "fd12:3456:789b::/64"}) | V6,
        expected=[
            Problem(
                kind=Kind.IPV6_PREFIX_NOT_TAKEN,
                path="clusters.dev.nodePools.np.nodeSubnet.ipv6Prefix",
                value="fd12:3456:789b::/64",
                message="overlay does not take this key: pods have IPv4 addresses only in this mode",
                cure="remove the key",
                page=LEARN + "aks/azure-cni-overlay",
            )
        ],
        beside=pool("overlay-dual-stack", nodeSubnet={"prefix": "10.224.9.0/24", "ipv6Prefix": "fd12:3456:789b::/64"}),
    ),
    Case(
        rule=modes.network_modes,
        says="an overlay has no networkMode",
        raw=dev(mode="overlay", networkMode="bridge"),
        expected=[
            Problem(
                kind=Kind.NETWORK_MODE_NOT_TAKEN,
                path="clusters.dev.networkMode",
                value="bridge",
                message="overlay does not take this key: only Azure CNI's own data plane has it",
                cure="remove the key",
                page=LEARN + "aks/azure-cni-overlay",
            )
        ],
        beside=dev(mode="node-subnet", networkMode="bridge"),
    ),
    Case(
        rule=modes.masquerade,
        says="only the ip-masq-agent of node-subnet takes exceptions",
        raw=dev(mode="cilium-node-subnet", ipMasqExtraCidrs=["10.1.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.MASQUERADE_NOT_TAKEN,
                path="clusters.dev.ipMasqExtraCidrs",
                value=["10.1.0.0/16"],
                message=(
                    "cilium-node-subnet does not take this key: only where pods share the node subnet on "
                    "the azure data plane does the ip-masq-agent decide"
                ),
                cure="remove the key",
                page=LEARN + "aks/azure-cni-powered-by-cilium",
            )
        ],
        beside=dev(mode="node-subnet", ipMasqExtraCidrs=["10.1.0.0/16"]),
    ),
]
