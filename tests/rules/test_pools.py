"""Rules on node pools: every one has a case that breaks it alone, and one beside the edge.

What a mode offers to pools is in `test_mode_offers.py`; their names are read in `tests/settings/test_names.py`.
"""

from azure.mgmt.containerservice.models import OSSKU

from aksnet.azure.node_images import OS_SKUS
from aksnet.rules import pools, system_pools
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, dev, pool

LINUX = "Ubuntu, Ubuntu2204, AzureLinux, AzureLinux3"

CASES = [
    Case(
        rule=system_pools.a_system_pool,
        says="one of several pools is a system pool",
        raw=dev(nodePools={"a": {}, "b": {}}),
        expected=[
            Problem(
                kind=Kind.NO_SYSTEM_POOL,
                path="clusters.dev.nodePools",
                value="no pool with mode: System",
                message="at least one pool says mode: System: AKS runs its own pods there",
                cure="write mode: System in one pool",
            )
        ],
        beside=dev(nodePools={"a": {"mode": "System"}, "b": {"mode": "System"}, "c": {}}),
    ),
    Case(
        rule=system_pools.a_system_pool,
        says="a single pool is not a user pool",
        raw=pool(mode="User"),
        expected=[
            Problem(
                kind=Kind.NO_SYSTEM_POOL,
                path="clusters.dev.nodePools",
                value="no pool with mode: System",
                message="at least one pool says mode: System: AKS runs its own pods there",
                cure="write mode: System in one pool",
            )
        ],
        beside=pool(mode="System"),
    ),
    Case(
        rule=system_pools.system_pools,
        says="each of several system pools runs Linux",
        raw=dev(mode="overlay", nodePools={"a": {"mode": "System"}, "win": {"mode": "System", "osType": "Windows"}}),
        expected=[
            Problem(
                kind=Kind.SYSTEM_POOL_WINDOWS,
                path="clusters.dev.nodePools.win.osType",
                value="Windows",
                message="Linux: AKS's own pods run on Linux only",
                cure="make a Linux pool the system pool",
                code="SystemPoolMustBeLinux",
            )
        ],
        beside=dev(mode="overlay", nodePools={"a": {"mode": "System"}, "lin": {"mode": "System"}}),
    ),
    Case(
        rule=pools.counts,
        says="the autoscaler needs maxCount too",
        raw=pool(minCount=1),
        expected=[
            Problem(
                kind=Kind.AUTOSCALER_HALF,
                path="clusters.dev.nodePools.np.maxCount",
                value=None,
                message="the autoscaler needs both minCount and maxCount",
                cure="add maxCount, or write count for a fixed number of nodes",
                page=LEARN + "aks/cluster-autoscaler",
            )
        ],
        beside=pool(minCount=1, maxCount=1),
    ),
    Case(
        rule=pools.counts,
        says="the autoscaler needs minCount too",
        raw=pool(maxCount=3),
        expected=[
            Problem(
                kind=Kind.AUTOSCALER_HALF,
                path="clusters.dev.nodePools.np.minCount",
                value=None,
                message="the autoscaler needs both minCount and maxCount",
                cure="add minCount, or write count for a fixed number of nodes",
                page=LEARN + "aks/cluster-autoscaler",
            )
        ],
        beside=pool(minCount=3, maxCount=3),
    ),
    Case(
        rule=pools.counts,
        says="minCount is at most maxCount",
        raw=pool(minCount=4, maxCount=3),
        expected=[
            Problem(
                kind=Kind.AUTOSCALER_REVERSED,
                path="clusters.dev.nodePools.np.minCount",
                value=4,
                message="at most maxCount, which is 3",
                cure="lower minCount or raise maxCount",
                page=LEARN + "aks/cluster-autoscaler",
            )
        ],
        beside=pool(minCount=3, maxCount=3),
    ),
    Case(
        rule=pools.counts,
        says="an autoscaled pool has no count",
        raw=pool(count=3, minCount=1, maxCount=3),
        expected=[
            Problem(
                kind=Kind.COUNT_AND_AUTOSCALER,
                path="clusters.dev.nodePools.np.count",
                value=3,
                message="either count, or minCount and maxCount: the autoscaler owns the number of nodes",
                cure="remove count, or remove minCount and maxCount",
                page=LEARN + "aks/cluster-autoscaler",
            )
        ],
        beside=pool(count=3),
    ),
    Case(
        rule=system_pools.system_pools,
        says="the system pool has a node",
        raw=pool(count=0),
        expected=[
            Problem(
                kind=Kind.SYSTEM_POOL_EMPTY,
                path="clusters.dev.nodePools.np.count",
                value=0,
                message="at least 1: a system pool always has a node",
                cure="write 1 or more; 3 for production",
                page=LEARN + "aks/use-system-pools",
            )
        ],
        beside=pool(count=1),
    ),
    Case(
        rule=system_pools.system_pools,
        says="the autoscaler leaves the system pool a node",
        raw=pool(minCount=0, maxCount=3),
        expected=[
            Problem(
                kind=Kind.SYSTEM_POOL_EMPTY,
                path="clusters.dev.nodePools.np.minCount",
                value=0,
                message="at least 1: a system pool always has a node",
                cure="write 1 or more; 3 for production",
                page=LEARN + "aks/use-system-pools",
            )
        ],
        beside=dev(nodePools={"a": {"mode": "System"}, "b": {"minCount": 0, "maxCount": 3}}),
    ),
    Case(
        rule=system_pools.system_pools,
        says="the system pool runs Linux",
        raw=dev(mode="overlay", nodePools={"win": {"osType": "Windows"}}),
        expected=[
            Problem(
                kind=Kind.SYSTEM_POOL_WINDOWS,
                path="clusters.dev.nodePools.win.osType",
                value="Windows",
                message="Linux: AKS's own pods run on Linux only",
                cure="make a Linux pool the system pool",
                page=LEARN + "aks/use-system-pools",
                code="SystemPoolMustBeLinux",
            )
        ],
        beside=dev(mode="overlay", nodePools={"a": {"mode": "System"}, "win": {"osType": "Windows"}}),
    ),
    Case(
        rule=system_pools.system_pools,
        says="the system pool is not burstable",
        raw=pool(vmSize="Standard_B4ms"),
        expected=[
            Problem(
                kind=Kind.SYSTEM_POOL_SIZE,
                path="clusters.dev.nodePools.np.vmSize",
                value="Standard_B4ms",
                message="AKS does not support the burstable B series for a system pool, though it takes it",
                cure="choose for instance Standard_D4ds_v5",
                page=LEARN + "aks/quotas-skus-regions",
            )
        ],
        beside=dev(nodePools={"a": {"mode": "System"}, "b": {"vmSize": "Standard_B4ms"}}),
    ),
    Case(
        rule=pools.upgrades,
        says="an upgrade adds a node or takes one out",
        raw=pool(maxSurge=0),
        expected=[
            Problem(
                kind=Kind.NO_WAY_TO_UPGRADE,
                path="clusters.dev.nodePools.np.maxSurge",
                value="0",
                message="1 or more, unless maxUnavailable says how many nodes an upgrade takes out at a time",
                cure="write 1, or add maxUnavailable: 1",
            )
        ],
        beside=dev(nodePools={"a": {"mode": "System"}, "b": {"maxSurge": 0, "maxUnavailable": 5}}),
    ),
    Case(
        rule=pools.upgrades,
        says="an upgrade does not do both",
        raw=dev(nodePools={"a": {"mode": "System"}, "b": {"maxSurge": 1, "maxUnavailable": "33%"}}),
        expected=[
            Problem(
                kind=Kind.UNAVAILABLE_AND_SURGE,
                path="clusters.dev.nodePools.b.maxUnavailable",
                value="33%",
                message="only with maxSurge: 0; an upgrade of this pool adds nodes, 1",
                cure="write maxSurge: 0, or remove maxUnavailable",
            )
        ],
        beside=dev(nodePools={"a": {"mode": "System"}, "b": {"maxSurge": 1, "maxUnavailable": 0}}),
    ),
    Case(
        rule=pools.upgrades,
        says="a system pool is never short of nodes",
        raw=pool(maxSurge=0, maxUnavailable=1),
        expected=[
            Problem(
                kind=Kind.UNAVAILABLE_SYSTEM_POOL,
                path="clusters.dev.nodePools.np.maxUnavailable",
                value="1",
                message="no maxUnavailable in a system pool, whose nodes run AKS's own pods",
                cure="remove maxUnavailable and write maxSurge: 1 or more",
            )
        ],
        beside=pool(maxSurge=1),
    ),
    Case(
        rule=pools.images,
        says="Linux nodes run a Linux image",
        raw=pool(osSku="Windows2022"),
        expected=[
            Problem(
                kind=Kind.IMAGE_NOT_OFFERED,
                path="clusters.dev.nodePools.np.osSku",
                value="Windows2022",
                message="Linux nodes run Ubuntu, Ubuntu2204, AzureLinux, AzureLinux3 here",
                cure="write Ubuntu",
                page=LEARN + "aks/node-images",
            )
        ],
        beside=pool(osSku="AzureLinux3"),
    ),
    *(
        Case(
            rule=pools.images,
            says=f"{sku} needs a later API version",
            raw=dev(mode="overlay", nodePools={"a": {"mode": "System"}, "b": {"osType": os, "osSku": sku}}),
            expected=[
                Problem(
                    kind=Kind.IMAGE_NOT_OFFERED,
                    path="clusters.dev.nodePools.b.osSku",
                    value=sku,
                    message=(
                        f"{os} nodes run {here} here; AKS has this one for Kubernetes {minors}, from API version {api} "
                        "on, and this project sends 2025-09-01, the default of pulumi-azure-native"
                    ),
                    cure=(
                        f"write {instead}, or declare the pool in a program of your own after `pulumi package add "
                        "azure-native containerservice 2026-05-01`"
                    ),
                    page=LEARN + "aks/node-images",
                )
            ],
            beside=dev(mode="overlay", nodePools={"a": {"mode": "System"}, "b": {"osType": os, "osSku": instead}}),
        )
        for sku, os, here, minors, api, instead in (
            ("Ubuntu2404", "Linux", LINUX, "1.32 to 1.38", "2025-10-01", "Ubuntu"),
            ("AzureContainerLinux", "Linux", LINUX, "1.34 or newer", "2026-03-01", "Ubuntu"),
            ("Windows2025", "Windows", "Windows2022", "1.32 or newer", "2026-02-01", "Windows2022"),
        )
    ),
    Case(
        rule=system_pools.nodes_of_system_pools,
        says="the only system pool is to have two nodes",
        raw=dev(nodePools={"sys": {"mode": "System", "count": 1, "maxPods": 110}, "user": {}}),
        expected=[
            Problem(
                kind=Kind.SYSTEM_POOL_MINIMUM,
                path="clusters.dev.nodePools.sys.count",
                value=1,
                message=(
                    "the only system pool is to have at least 2 nodes: with one, AKS's own pods are gone while it is "
                    "upgraded or fails"
                ),
                cure="write 2, or 3 for production",
                page=LEARN + "aks/use-system-pools",
            )
        ],
        beside=dev(nodePools={key: {"mode": "System", "count": 1, "maxPods": 110} for key in ("a", "b")}),
    ),
    Case(
        rule=system_pools.system_pools,
        says="a system pool is to have four vCPUs a node",
        raw=pool(vmSize="Standard_D2ds_v5"),
        expected=[
            Problem(
                kind=Kind.SYSTEM_POOL_MINIMUM,
                path="clusters.dev.nodePools.np.vmSize",
                value="Standard_D2ds_v5",
                message="a system pool is to have 4 vCPUs a node or more; this size has 2",
                cure="choose for instance Standard_D4ds_v5",
                page=LEARN + "aks/use-system-pools",
            )
        ],
        beside=dev(nodePools={"sys": {"mode": "System"}, "user": {"vmSize": "Standard_D2ds_v5"}}),
    ),
    Case(
        rule=pools.images,
        says="Windows Server 2019 has ended",
        raw=dev(
            mode="overlay", nodePools={"a": {"mode": "System"}, "win": {"osType": "Windows", "osSku": "Windows2019"}}
        ),
        expected=[
            Problem(
                kind=Kind.IMAGE_NOT_OFFERED,
                path="clusters.dev.nodePools.win.osSku",
                value="Windows2019",
                message="Windows nodes run Windows2022 here",
                cure="write Windows2022",
                page=LEARN + "aks/node-images",
            )
        ],
        beside=dev(
            mode="overlay", nodePools={"a": {"mode": "System"}, "win": {"osType": "Windows", "osSku": "Windows2022"}}
        ),
    ),
    Case(
        rule=pools.windows_names,
        says="a Windows pool has at most six characters in its name",
        raw=dev(mode="overlay", nodePools={"a": {"mode": "System"}, "windows": {"osType": "Windows"}}),
        expected=[
            Problem(
                kind=Kind.WINDOWS_POOL_NAME,
                path="clusters.dev.nodePools.windows",
                value="windows",
                message="at most 6 characters for a Windows pool",
                cure="choose a shorter name",
                page=LEARN + "aks/create-node-pools",
            )
        ],
        beside=dev(mode="overlay", nodePools={"a": {"mode": "System"}, "window": {"osType": "Windows"}}),
    ),
]


def test_every_image_on_offer_is_one_of_the_api_version_in_use() -> None:
    """By the official SDK's own list for API version 2025-09-01, which Azure goes by."""
    assert {sku for offered in OS_SKUS.values() for sku in offered} <= {sku.value for sku in OSSKU}
