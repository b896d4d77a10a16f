"""Resource options that every child of a component has.

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
) -> pulumi.ResourceOptions:
    """Give the options of an Azure resource inside a component.

    Physical names are fixed, so a replacement can only be created when the old resource is gone; `delete_first=False`
    is for what others use until they are told of the new one.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        delete_before_replace=delete_first,
        protect=protect,
        depends_on=list(depends_on),
        ignore_changes=list(ignore_changes),
        replace_on_changes=list(replace_on_changes),
    )
