"""Who acts for a cluster, and who may use it."""

from collections.abc import Iterator

from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def one_identity(context: Context) -> Iterator[Problem]:
    """The control plane has one identity: one that the stack makes and names, or one that is there already."""
    for key, cluster in context.settings.clusters.items():
        if cluster.identity_id is not None and cluster.identity_name is not None:
            yield Problem(
                kind=Kind.IDENTITY_SAID_TWICE,
                path=f"clusters.{key}.identityName",
                value=cluster.identity_name,
                message="no name beside identityId: that identity is there already, with a name of its own",
                cure="remove one of the two keys",
            )


def identity_of_one_cluster(context: Context) -> Iterator[Problem]:
    """Two clusters of one identity would declare its role assignments twice; Azure has each of them once."""
    seen: dict[str, str] = {}
    for key, cluster in sorted(context.settings.clusters.items()):
        arm_id = cluster.identity_id
        other = key if arm_id is None else seen.setdefault(arm_id.lower(), key)
        if other != key:
            yield Problem(
                kind=Kind.IDENTITY_SHARED,
                path=f"clusters.{key}.identityId",
                value=arm_id,
                message=f"an identity of its own: {other} has this one, and the stack would grant it the same twice",
                cure="name another identity, or let the stack make one",
            )


def some_account(context: Context) -> Iterator[Problem]:
    """Without local accounts Entra ID is the only way in."""
    for key, cluster in context.settings.clusters.items():
        if not cluster.local_accounts and cluster.entra is None:
            yield Problem(
                kind=Kind.LOCAL_ACCOUNTS,
                path=f"clusters.{key}.localAccounts",
                value=False,
                message="true for a cluster without entra: nobody could log in",
                cure="write entra: {adminGroups: [<object id of a group>]}, or remove the key",
            )
        entra = cluster.entra
        if entra is not None and not entra.azure_rbac and not entra.admin_groups and not cluster.local_accounts:
            yield Problem(
                kind=Kind.NOBODY_ADMITTED,
                path=f"clusters.{key}.entra",
                value={"azureRbac": False},
                message="a group of administrators, or azureRbac: without both, and without local accounts, nobody is "
                "admitted who could admit others",
                cure="write adminGroups: [<object id of a group>], or azureRbac: true",
            )


def logins_of_the_run(context: Context) -> Iterator[Problem]:
    """What is in a cluster with Entra ID is declared by whoever runs the program, logged in by a plug-in."""
    for plan in context.plan.clusters:
        if plan.entra is None or plan.contents.empty:
            continue
        role = ["the role Azure Kubernetes Service RBAC Cluster Admin"] if plan.entra.azure_rbac else []
        group = ["a group of adminGroups"] if plan.entra.admin_groups or not role else []
        yield Problem(
            kind=Kind.ENTRA_LOGIN,
            path=f"clusters.{plan.key}.entra",
            value=[each.name for each in plan.contents.workloads] or "installCilium",
            message=(
                "what is in this cluster is declared with a login of Entra ID: the plug-in kubelogin must be on the "
                f"PATH of whoever runs the program, whose login needs {' or '.join([*role, *group])}"
            ),
            cure="install it (`az aks install-cli`); set AAD_LOGIN_METHOD=azurecli, or workloadidentity in a workflow",
        )


RULES = (one_identity, identity_of_one_cluster, some_account, logins_of_the_run)
