"""Public addresses that are there already, or that Azure makes: looked up by their ids."""

from collections.abc import Sequence

import pulumi
import pulumi_azure_native.network as azure


def public_range(arm_id: str, opts: pulumi.InvokeOutputOptions) -> pulumi.Output[str]:
    """Return the range of a public address or prefix, such as 203.0.113.4/32; empty while Azure gives it none."""
    parts = arm_id.split("/")
    if parts[7].lower() == "publicipprefixes":
        prefix = azure.get_public_ip_prefix_output(
            resource_group_name=parts[4], public_ip_prefix_name=parts[8], opts=opts
        )
        return prefix.ip_prefix.apply(lambda found: found or "")
    address = azure.get_public_ip_address_output(
        resource_group_name=parts[4], public_ip_address_name=parts[8], opts=opts
    )
    return address.ip_address.apply(lambda found: f"{found}/{128 if ':' in found else 32}" if found else "")


def public_ranges(ids: Sequence[str], opts: pulumi.InvokeOutputOptions) -> pulumi.Output[dict[str, str]]:
    """Return the ranges of several, by their names."""
    return pulumi.Output.all(**{arm_id.rsplit("/", 1)[-1]: public_range(arm_id, opts) for arm_id in ids})
