"""Objects that a state has in a cluster which it has not: what a refresh leaves that broke off half-way.

The cluster that an up would make anew would be without them, and the state would go on saying that they are there: a
Kubernetes provider knows its cluster by a constant identifier, so that nothing tells it that this is another one.
"""

from collections.abc import Mapping
from typing import Any, Final

from aksnet.diff.deployed import DeployedStack
from aksnet.errors import AksnetError
from aksnet.plan.records import StackPlan

_CONTENTS: Final = "aks-networking:kubernetes:ClusterContents"


class LeftObjectsError(AksnetError):
    """Raised when a run would make a cluster whose objects the state has already."""


def check_left_objects(old: DeployedStack, resources: Mapping[str, Mapping[str, Any]], new: StackPlan) -> None:
    """Let a run go on that makes no cluster which the state has objects of; `resources` are outputs by URN.

    Raises:
        LeftObjectsError: with those clusters and how many objects each has.

    """
    missing = [cluster.key for cluster in new.clusters if cluster.key not in old.clusters]
    left = {key: count for key in missing if (count := _objects_of(key, resources))}
    if not left:
        return
    told = ", ".join(f"{count} object{'' if count == 1 else 's'} in {key}" for key, count in left.items())
    raise LeftObjectsError(
        f"The stack's state has {told}, and no such cluster: a refresh broke off. An up would make the cluster anew, "
        "without these objects, and take them for there. Nothing was changed.\n"
        f"Where the cluster still exists: `aksnet recover -s {new.stack}` takes it back into the state. Where it is "
        "gone: `PULUMI_K8S_DELETE_UNREACHABLE=true pulumi refresh` takes its objects out, and an up makes both."
    )


def _objects_of(key: str, resources: Mapping[str, Mapping[str, Any]]) -> int:
    prefix = f"{key}-contents/"
    urns = (urn.split("::", 3) for urn in resources)
    return sum(
        len(parts) == 4
        and parts[2].startswith(f"{_CONTENTS}$")
        and parts[2].rsplit("$", 1)[-1].startswith("kubernetes:")
        and parts[3].startswith(prefix)
        for parts in urns
    )
