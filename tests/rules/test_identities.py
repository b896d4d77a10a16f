"""Rules on identities and logins: each has a case that breaks it alone, and one beside the edge."""

from aksnet.azure.axes import RoleTarget
from aksnet.rules import identities
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import ADMINS, IDENTITIES, IDENTITY_ID, KUBELET_ID, LEARN, REGISTRY_ID, Case, cluster, dev

_IDENTITIES = LEARN + "aks/use-managed-identity"

CASES = [
    Case(
        rule=identities.one_identity,
        says="an identity that is there already has its name",
        raw=dev(identityId=IDENTITY_ID, identityName="mine"),
        expected=[
            Problem(
                kind=Kind.IDENTITY_SAID_TWICE,
                path="clusters.dev.identityName",
                value="mine",
                message="no name beside identityId: that identity is there already, with a name of its own",
                cure="remove one of the two keys",
                page=_IDENTITIES,
            )
        ],
        beside=dev(identityId=IDENTITY_ID, kubeletIdentityId=KUBELET_ID),
    ),
    Case(
        rule=identities.identity_of_one_cluster,
        says="two clusters have two identities",
        raw={
            "clusters": {
                "a": {"identityId": IDENTITY_ID, "nodeSubnet": "10.224.0.0/24"},
                "b": {"identityId": IDENTITY_ID.upper(), "nodeSubnet": "10.225.0.0/24"},
            }
        },
        expected=[
            Problem(
                kind=Kind.IDENTITY_SHARED,
                path="clusters.b.identityId",
                value=IDENTITY_ID.upper(),
                message="an identity of its own: a has this one, and the stack would grant it the same twice",
                cure="name another identity, or let the stack make one",
                page=_IDENTITIES,
            )
        ],
        beside={
            "clusters": {
                "a": {"identityId": IDENTITY_ID, "kubeletIdentityId": KUBELET_ID, "nodeSubnet": "10.224.0.0/24"},
                "b": {"identityId": f"{IDENTITIES}/b", "kubeletIdentityId": KUBELET_ID, "nodeSubnet": "10.225.0.0/24"},
            }
        },
    ),
    Case(
        rule=identities.some_account,
        says="some account opens a cluster",
        raw=dev(localAccounts=False),
        expected=[
            Problem(
                kind=Kind.LOCAL_ACCOUNTS,
                path="clusters.dev.localAccounts",
                value=False,
                message="true for a cluster without entra: nobody could log in",
                cure="write entra: {adminGroups: [<object id of a group>]}, or remove the key",
                page=LEARN + "aks/manage-local-accounts-managed-azure-ad",
            )
        ],
        beside=dev(localAccounts=False, entra={}),
    ),
    Case(
        rule=identities.some_account,
        says="somebody is admitted",
        raw=dev(localAccounts=False, entra={"azureRbac": False}),
        expected=[
            Problem(
                kind=Kind.NOBODY_ADMITTED,
                path="clusters.dev.entra",
                value={"azureRbac": False},
                message=(
                    "a group of administrators, or azureRbac: without both, and without local accounts, nobody is "
                    "admitted who could admit others"
                ),
                cure="write adminGroups: [<object id of a group>], or azureRbac: true",
                page=LEARN + "aks/enable-authentication-microsoft-entra-id",
            )
        ],
        beside=dev(localAccounts=False, entra={"azureRbac": False, "adminGroups": [ADMINS]}),
    ),
    Case(
        rule=identities.logins_of_the_run,
        says="what declares workloads logs in by kubelogin",
        raw=dev(entra={}, workloads={"nginx": {}}),
        expected=[
            Problem(
                kind=Kind.ENTRA_LOGIN,
                path="clusters.dev.entra",
                value=["nginx"],
                message=(
                    "what is in this cluster is declared with a login of Entra ID: the plug-in kubelogin must be "
                    "on the PATH of whoever runs the program, whose login needs the role Azure Kubernetes Service RBAC "
                    "Cluster Admin"
                ),
                cure=(
                    "install it (`az aks install-cli`); set AAD_LOGIN_METHOD=azurecli, or workloadidentity in a "
                    "workflow"
                ),
                page=LEARN + "aks/kubelogin-authentication",
            )
        ],
        beside=dev(entra={}),
    ),
]


def test_the_control_plane_may_give_nodes_their_identity_and_nodes_may_pull_images() -> None:
    roles = cluster(dev(kubeletIdentityId=KUBELET_ID, registries=[REGISTRY_ID])).roles
    assert [
        (each.role, each.target, each.target_name, each.of_nodes)
        for each in roles
        if each.target in (RoleTarget.KUBELET_IDENTITY, RoleTarget.REGISTRY)
    ] == [
        ("Managed Identity Operator", RoleTarget.KUBELET_IDENTITY, KUBELET_ID, False),
        ("AcrPull", RoleTarget.REGISTRY, REGISTRY_ID, True),
    ]
