"""No alias for a type with an API version in it, of which azure-native gives a resource up to 113.

They let a state keep a resource whose program changes from `azure-native:network/v20230201:Subnet` to
`azure-native:network:Subnet`. An alias of a type alone keeps parent and name, and under these parents no resource was
ever declared by a type with a version, so none of them is in any state. Without them a preview of many clusters takes
half the time (docs/adr/0020).
"""

import copy
import re
from types import EllipsisType
from typing import Final

import pulumi

_VERSIONED: Final = re.compile(r"azure-native:\w+/v\d{8}\w*:")


def without_versioned_types(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Return a resource's arguments without its aliases for types with a version; None where it has no such."""
    given = args.opts.aliases
    if not isinstance(given, list):
        return None
    kept = [alias for alias in given if not _of_versioned_type(alias)]
    if len(kept) == len(given):
        return None
    opts = copy.copy(args.opts)
    opts.aliases = kept
    return pulumi.ResourceTransformationResult(props=args.props, opts=opts)


def _of_versioned_type(alias: pulumi.Input[pulumi.Alias | str]) -> bool:
    """Whether an alias names a versioned type and nothing else, and so leaves name and parent as they are."""
    if not isinstance(alias, pulumi.Alias) or not isinstance(alias.type_, str):
        return False
    others = (alias.name, alias.parent, alias.stack, alias.project)
    return all(isinstance(other, EllipsisType) for other in others) and _VERSIONED.match(alias.type_) is not None
