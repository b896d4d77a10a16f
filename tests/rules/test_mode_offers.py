"""What a mode's row offers is taken and nothing else: every rule has a case that breaks it, and one beside the edge.

Keys that a mode does not take at all are in `test_mode_keys.py`; the rows themselves in `tests/azure/test_modes.py`.
"""

from datetime import date

from aksnet.rules import mode_offers as modes
from aksnet.rules import versions
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, dev, pool

WINDOWS = {"linux": {"mode": "System"}, "win": {"osType": "Windows"}}
MANY_NODES = "10.32.0.0/11"
"""A pod range with a /24 for 8,192 nodes, so that the limit under test is the only one."""

SIX_FULL_POOLS = {"a": {"mode": "System", "count": 1000}} | {name: {"count": 1000} for name in "bcdef"}

THEN = date(2024, 12, 1)
"""A day on which AKS offered Kubernetes 1.29 to 1.31."""

CASES = [
    Case(
        rule=modes.policies,
        says="kubenet does not take the policy engine of Azure",
        raw=dev(mode="kubenet", networkPolicy="azure"),
        expected=[
            Problem(
                kind=Kind.POLICY_NOT_OFFERED,
                path="clusters.dev.networkPolicy",
                value="azure",
                message="kubenet offers the policy engines none, calico",
                cure="write none or remove the key",
                page=LEARN + "aks/use-network-policies",
                code="NetworkPolicyAzureNotSupportedForKubenet",
            )
        ],
        beside=dev(mode="kubenet", networkPolicy="calico"),
    ),
    Case(
        rule=modes.policies,
        says="the Cilium data plane takes no other policy engine",
        raw=dev(mode="cilium-overlay", networkPolicy="none"),
        expected=[
            Problem(
                kind=Kind.POLICY_NOT_OFFERED,
                path="clusters.dev.networkPolicy",
                value="none",
                message="cilium-overlay offers the policy engines cilium",
                cure="write cilium or remove the key",
                page=LEARN + "aks/use-network-policies",
                code="CiliumDataplaneRequiresNetworkPolicyCilium",
            )
        ],
        beside=dev(mode="cilium-overlay", networkPolicy="cilium"),
    ),
    Case(
        rule=modes.policies,
        says="Cilium's policies need its data plane",
        raw=dev(mode="overlay", networkPolicy="cilium"),
        expected=[
            Problem(
                kind=Kind.POLICY_NOT_OFFERED,
                path="clusters.dev.networkPolicy",
                value="cilium",
                message="overlay offers the policy engines none, azure, calico",
                cure="write none or remove the key",
                page=LEARN + "aks/use-network-policies",
                code="NetworkPolicyCiliumRequiresCiliumDataplane",
            )
        ],
        beside=dev(mode="overlay", networkPolicy="calico"),
    ),
    Case(
        rule=modes.policies,
        says="a CNI of one's own brings its own policies",
        raw=dev(mode="byo-cni", networkPolicy="calico"),
        expected=[
            Problem(
                kind=Kind.POLICY_NOT_OFFERED,
                path="clusters.dev.networkPolicy",
                value="calico",
                message="byo-cni has no policy engine of AKS; the CNI that you install brings its own",
                cure="remove the key",
                page=LEARN + "aks/use-network-policies",
                code="NetworkPolicyNotSupportedForNone",
            )
        ],
        beside=dev(mode="byo-cni", networkPolicy="none"),
    ),
    Case(
        rule=modes.operating_systems,
        says="Windows nodes need Azure CNI",
        raw=dev(mode="kubenet", nodePools=WINDOWS),
        expected=[
            Problem(
                kind=Kind.OS_NOT_OFFERED,
                path="clusters.dev.nodePools.win.osType",
                value="Windows",
                message="kubenet runs Linux nodes only",
                cure=(
                    "write Linux, or choose one of the modes node-subnet, pod-subnet, "
                    "pod-subnet-static-block, overlay, overlay-dual-stack"
                ),
                page=LEARN + "aks/configure-kubenet",
                code="AzureCNIOnlyForWindows",
            )
        ],
        beside=dev(mode="overlay", nodePools=WINDOWS),
    ),
    Case(
        rule=modes.operating_systems,
        says="a Linux-only mode takes no Windows pool",
        raw=dev(mode="cilium-overlay", nodePools=WINDOWS),
        expected=[
            Problem(
                kind=Kind.OS_NOT_OFFERED,
                path="clusters.dev.nodePools.win.osType",
                value="Windows",
                message="cilium-overlay runs Linux nodes only",
                cure=(
                    "write Linux, or choose one of the modes node-subnet, pod-subnet, "
                    "pod-subnet-static-block, overlay, overlay-dual-stack"
                ),
                page=LEARN + "aks/azure-cni-powered-by-cilium",
            )
        ],
        beside=dev(mode="overlay", nodePools=WINDOWS),
    ),
    Case(
        rule=modes.cni_of_ones_own,
        says="AKS installs its own CNI",
        raw=dev(mode="cilium-overlay", installCilium={}),
        expected=[
            Problem(
                kind=Kind.CNI_INSTALLED,
                path="clusters.dev.installCilium",
                value="(set)",
                message="cilium-overlay does not take this key: AKS installs the CNI itself",
                cure="remove the key",
                page=LEARN + "aks/azure-cni-powered-by-cilium",
            )
        ],
        beside=dev(mode="byo-cni", installCilium={}),
    ),
    Case(
        rule=modes.cni_of_ones_own,
        says="workloads need a CNI",
        raw=dev(mode="byo-cni", workloads={"nginx": {}}),
        expected=[
            Problem(
                kind=Kind.WORKLOADS_WITHOUT_CNI,
                path="clusters.dev.workloads",
                value="nginx",
                message="byo-cni starts without a CNI: nodes stay NotReady and no pod would ever run",
                cure="add installCilium: {}, or declare the workloads where you install the CNI",
                page=LEARN + "aks/use-byo-cni",
            )
        ],
        beside=dev(mode="byo-cni", installCilium="1.18.0", workloads={"nginx": {}}),
    ),
    Case(
        rule=modes.pods_per_node,
        says="a node has at least ten pods",
        raw=pool(maxPods=9),
        expected=[
            Problem(
                kind=Kind.MAX_PODS,
                path="clusters.dev.nodePools.np.maxPods",
                value=9,
                message="cilium-overlay allows 10 to 250 pods a node",
                cure="write a number from 10 to 250; 250 is the default",
                page=LEARN + "aks/concepts-network-ip-address-planning",
                code="InsufficientMaxPods",
            )
        ],
        beside=pool(maxPods=10),
    ),
    Case(
        rule=modes.pods_per_node,
        says="a node has at most 250 pods",
        raw=pool("node-subnet", maxPods=251),
        expected=[
            Problem(
                kind=Kind.MAX_PODS,
                path="clusters.dev.nodePools.np.maxPods",
                value=251,
                message="node-subnet allows 10 to 250 pods a node",
                cure="write a number from 10 to 250; 30 is the default",
                page=LEARN + "aks/concepts-network-ip-address-planning",
                code="MaxPodsLimitExceeded",
            )
        ],
        beside=pool("node-subnet", maxPods=250),
    ),
    Case(
        rule=modes.node_ceilings,
        says="kubenet has at most 400 nodes",
        raw=dev(mode="kubenet", podCidr=MANY_NODES, nodePools={"np": {"count": 401}}),
        expected=[
            Problem(
                kind=Kind.NODES_IN_CLUSTER,
                path="clusters.dev.nodePools",
                value="401 nodes",
                message="kubenet has room for 400 nodes, all pools at their most",
                cure="lower count or maxCount, or choose a mode with more room",
                page=LEARN + "aks/configure-kubenet",
            )
        ],
        beside=dev(mode="kubenet", podCidr=MANY_NODES, nodePools={"np": {"count": 400}}),
    ),
    Case(
        rule=modes.node_ceilings,
        says="nodes are counted at the autoscaler's maximum",
        raw=dev(mode="kubenet", podCidr=MANY_NODES, nodePools={"np": {"minCount": 1, "maxCount": 401}}),
        expected=[
            Problem(
                kind=Kind.NODES_IN_CLUSTER,
                path="clusters.dev.nodePools",
                value="401 nodes",
                message="kubenet has room for 400 nodes, all pools at their most",
                cure="lower count or maxCount, or choose a mode with more room",
                page=LEARN + "aks/configure-kubenet",
            )
        ],
        beside=dev(mode="kubenet", podCidr=MANY_NODES, nodePools={"np": {"minCount": 1, "maxCount": 400}}),
    ),
    Case(
        rule=modes.node_ceilings,
        says="a pool that says no number has three nodes",
        raw=dev(mode="kubenet", podCidr=MANY_NODES, nodePools={"a": {"mode": "System"}, "b": {"count": 398}}),
        expected=[
            Problem(
                kind=Kind.NODES_IN_CLUSTER,
                path="clusters.dev.nodePools",
                value="401 nodes",
                message="kubenet has room for 400 nodes, all pools at their most",
                cure="lower count or maxCount, or choose a mode with more room",
                page=LEARN + "aks/configure-kubenet",
            )
        ],
        beside=dev(mode="kubenet", podCidr=MANY_NODES, nodePools={"a": {"mode": "System"}, "b": {"count": 397}}),
    ),
    Case(
        rule=modes.node_ceilings,
        says="the other modes have at most 5000 nodes",
        raw=dev(tier="Standard", podCidr=MANY_NODES, nodePools=SIX_FULL_POOLS),
        expected=[
            Problem(
                kind=Kind.NODES_IN_CLUSTER,
                path="clusters.dev.nodePools",
                value="6000 nodes",
                message="cilium-overlay has room for 5000 nodes, all pools at their most",
                cure="lower count or maxCount, or choose a mode with more room",
                page=LEARN + "aks/azure-cni-powered-by-cilium",
            )
        ],
        beside=dev(tier="Standard", podCidr=MANY_NODES, nodePools={key: SIX_FULL_POOLS[key] for key in "abcde"}),
    ),
    Case(
        rule=versions.kubernetes_versions,
        says="static blocks need Kubernetes 1.28",
        raw=dev(mode="pod-subnet-static-block", kubernetesVersion="1.27.9"),
        expected=[
            Problem(
                kind=Kind.VERSION_FOR_MODE,
                path="clusters.dev.kubernetesVersion",
                value="1.27.9",
                message="pod-subnet-static-block needs Kubernetes 1.28 or newer",
                cure='write "1.30", or remove the key',
                page=LEARN + "aks/configure-azure-cni-static-block-allocation",
            )
        ],
        beside=dev(mode="pod-subnet-static-block", kubernetesVersion="1.29"),
        today=THEN,
    ),
    Case(
        rule=versions.kubernetes_versions,
        says="dual-stack Cilium needs Kubernetes 1.29",
        raw=dev(mode="cilium-overlay-dual-stack", kubernetesVersion="1.28"),
        expected=[
            Problem(
                kind=Kind.VERSION_FOR_MODE,
                path="clusters.dev.kubernetesVersion",
                value="1.28",
                message="cilium-overlay-dual-stack needs Kubernetes 1.29 or newer",
                cure='write "1.30", or remove the key',
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="cilium-overlay-dual-stack", kubernetesVersion="1.29.1"),
        today=THEN,
    ),
    *(
        Case(
            rule=versions.policy_versions,
            says=f"the policy engine {policy} needs Kubernetes 1.30",
            raw=dev(mode="overlay", networkPolicy=policy, kubernetesVersion="1.29.9"),
            expected=[
                Problem(
                    kind=Kind.VERSION_FOR_POLICY,
                    path="clusters.dev.kubernetesVersion",
                    value="1.29.9",
                    message=f"AKS installs the policy engine {policy} on Kubernetes 1.30 or newer",
                    cure='write "1.30", or remove the key',
                    page=LEARN + "aks/use-network-policies",
                )
            ],
            beside=dev(mode="overlay", networkPolicy=policy, kubernetesVersion="1.30"),
            today=THEN,
        )
        for policy in ("calico", "azure")
    ),
]
