"""Rules on node pools: every one has a case that breaks it alone, and one beside the edge.

What a mode offers to pools is in `test_mode_offers.py`; their names are read in `tests/settings/test_names.py`.
"""

from azure.mgmt.containerservice.models import OSSKU

from aksnet.azure.node_images import OS_SKUS
from aksnet.rules import pools
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, dev, pool

CASES = [
    Case(
        rule=pools.a_system_pool,
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
        rule=pools.a_system_pool,
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
        rule=pools.system_pools,
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
        rule=pools.system_pools,
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
        rule=pools.system_pools,
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
        rule=pools.system_pools,
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
        rule=pools.system_pools,
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
                message="Linux nodes run Ubuntu, Ubuntu2204, AzureLinux, AzureLinux3",
                cure="write Ubuntu",
                page=LEARN + "aks/node-images",
            )
        ],
        beside=pool(osSku="AzureLinux3"),
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
                message="Windows nodes run Windows2022",
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
