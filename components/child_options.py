"""Resource options that the children of components have: Azure resources, and objects inside a cluster.

A component's own options go to its base class only: pulumi hands on what children inherit by itself.
"""

from collections.abc import Sequence

import pulumi


def child_of(
    parent: pulumi.Resource,
    *,
    delete_first: bool = True,
    protect: bool | None = None,
    depends_on: Sequence[pulumi.Resource] = (),
    ignore_changes: Sequence[str] = (),
    replace_on_changes: Sequence[str] = (),
    replace_with: Sequence[pulumi.Resource] = (),
    import_: str | None = None,
) -> pulumi.ResourceOptions:
    """Return the options of an Azure resource inside a component.

    Physical names are fixed, so a replacement can only be created when the old resource is gone; `delete_first=False`
    is for what others use until they are told of the new one. `import_` is the id of one that exists already.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        delete_before_replace=delete_first,
        protect=protect,
        depends_on=list(depends_on),
        ignore_changes=list(ignore_changes),
        replace_on_changes=list(replace_on_changes),
        replace_with=list(replace_with) or None,
        import_=import_,
    )


def object_in(
    cluster: pulumi.Resource | None,
    parent: pulumi.Resource,
    *,
    provider: pulumi.ProviderResource | None = None,
    depends_on: Sequence[pulumi.Resource] = (),
    ignore_changes: Sequence[str] = (),
) -> pulumi.ResourceOptions:
    """Return the options of an object inside a managed cluster; the provider is inherited where none is given.

    The object is replaced when its cluster is. Its provider cannot tell: it knows the cluster by a constant identifier,
    so that changed credentials replace nothing (`components.cluster_contents`). Neither is safe without the other.

    An object keeps its name, so a replacement that was created first would be deleted with the old one.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        provider=provider,
        depends_on=list(depends_on),
        ignore_changes=list(ignore_changes),
        delete_before_replace=True,
        replace_with=[cluster] if cluster is not None else None,
    )
