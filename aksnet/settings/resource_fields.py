"""Field types that name what is in Azure already: ARM ids, and services that subnets are delegated to."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator

from aksnet.settings.fields import text_field
from aksnet.settings.later import MayBeLater
from aksnet.settings.problem_kinds import Kind


def _arm_id(what: str, tail: str, provider: str = "Microsoft.Network") -> Any:
    """Make the type of an ARM id; Azure does not tell case apart in it, and writes `resourcegroups` at times."""
    pattern = f"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/{re.escape(provider)}/{tail}"
    start = f"/subscriptions/{{1}}/resourceGroups/{{0}}/providers/{provider}/"
    text = text_field(
        Kind.ARM_ID_FORM,
        pattern,
        f"the ARM id of {what}: {start.format('<name>', '<id>')}{tail.replace('[^/]+', '<name>')}",
        "copy the id that `az resource show` prints",
        flags=re.IGNORECASE,
        from_stack=True,
    )
    return Annotated[text, MayBeLater(start + tail.replace("[^/]+", "{0}"))]


VnetId = _arm_id("a virtual network", "virtualNetworks/[^/]+")
SubnetId = _arm_id("a subnet", "virtualNetworks/[^/]+/subnets/[^/]+")
SecurityGroupId = _arm_id("a network security group", "networkSecurityGroups/[^/]+")
RouteTableId = _arm_id("a route table", "routeTables/[^/]+")
NatGatewayId = _arm_id("a NAT gateway", "natGateways/[^/]+")
PublicIpId = _arm_id("a public IP address", "publicIPAddresses/[^/]+")
PublicIpPrefixId = _arm_id("a public IP prefix", "publicIPPrefixes/[^/]+")
IdentityId = _arm_id("a user-assigned identity", "userAssignedIdentities/[^/]+", "Microsoft.ManagedIdentity")
RegistryId = _arm_id("a container registry", "registries/[^/]+", "Microsoft.ContainerRegistry")
Guid = text_field(
    Kind.GUID_FORM,
    "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "an object id, such as 0b1f6471-1bf0-4dda-aec3-cb9272f09590",
    "copy the id that `az ad group show --query id` or `az account show --query tenantId` prints",
    flags=re.IGNORECASE,
    from_stack=True,
)
ImageDigest = text_field(
    Kind.IMAGE_FORM,
    "sha256:[0-9a-f]{64}",
    "sha256: and 64 hexadecimal digits",
    "copy the digest that the page of the image in its registry shows for this tag; leave the key out if there is none",
)
_Zone: Any = text_field(
    Kind.ARM_ID_FORM,
    r"system|none|/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/privateDnsZones/[^/]+",
    "system, none, or the ARM id of a private DNS zone: "
    "/subscriptions/<id>/resourceGroups/<name>/providers/Microsoft.Network/privateDnsZones/<name>",
    "copy the id that `az network private-dns zone show` prints",
    flags=re.IGNORECASE,
    from_stack=True,
)
DnsZone = Annotated[_Zone, AfterValidator(lambda zone: zone if zone.startswith("/") else zone.lower())]
"""The two words in small letters: case is not told apart, and whoever reads them afterwards compares."""
ServiceName = text_field(
    Kind.NAME_FORM,
    r"[A-Za-z]+(?:\.[A-Za-z0-9]+)+/[A-Za-z]\w*",
    "a service that subnets can be delegated to, such as Microsoft.DBforPostgreSQL/flexibleServers",
    "choose one that `az network vnet subnet list-available-delegations` prints",
    "https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview",
)
