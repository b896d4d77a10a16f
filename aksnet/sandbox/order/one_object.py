"""Resources of one stack that are one Kubernetes object: contents that were sent to the cluster of somebody else.

Server-side apply takes the second as a change of the first, so that nothing fails, and one of two clusters stays empty.
https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from aksnet.arm.values import as_dict
from aksnet.sandbox.order.graph import Graph, Resource, is_known

_OBJECT = tuple[str, str, str | None, str]
"""URN of the cluster, type, namespace and name."""


def one_object(graph: Graph) -> Iterator[str]:
    """Yield a message for each object that several resources of a run are."""
    found: dict[_OBJECT, list[Resource]] = defaultdict(list)
    for resource in graph.resources.values():
        name = as_dict(resource.inputs.get("metadata")).get("name") or resource.inputs.get("name")
        clusters = graph.cluster(resource)
        # In a preview a kubeconfig may come from any of several clusters that its provider waits for.
        if is_known(name) and len(clusters) == 1:
            found[clusters[0].urn, resource.type, resource.namespace, str(name)].append(resource)
    for (cluster_urn, type_, namespace, name), resources in found.items():
        if len(resources) > 1:
            names = " and ".join(sorted(each.name for each in resources))
            yield (
                f"{names} are one object, {type_.rsplit(':', 1)[-1]} {namespace or 'default'}/{name} of "
                f"{graph.resources[cluster_urn].name}: server-side apply takes each as a change of the other, and "
                "deleting one takes it from both. Give each the provider of its own cluster, or another name."
            )
