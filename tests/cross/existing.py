"""What exists before a drawn stack: a VNet with the subnets that it names, their route tables and NAT gateways."""

from random import Random
from typing import Any, Final

from aksnet.azure.axes import Outbound
from aksnet.sandbox.azure import puts
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, public_ip
from aksnet.sandbox.store import Subscription

Json = dict[str, Any]

_HUB: Final = f"{SUBSCRIPTION}/resourceGroups/hub"
_NETWORK: Final = f"{_HUB}/providers/Microsoft.Network"
_VNET: Final = f"{_NETWORK}/virtualNetworks/hub-vnet"
_GATEWAY, _ADDRESS = f"{_NETWORK}/natGateways/hub-gateway", f"{_NETWORK}/publicIPAddresses/hub-address"
_IN_HUB: Final = {"resourceGroupName": "hub"}
_HERE: Final = {**_IN_HUB, "location": "westeurope"}
_STANDARD: Final = {"name": "Standard"}


class Existing:
    """Collects what is to exist, and writes it into a subscription."""

    space: Final = ("10.224.0.0/12", "fd12:3456:789b::/48")
    address: Final = public_ip(_ADDRESS)
    """Public address of the NAT gateway."""

    def __init__(self) -> None:
        self._writes: list[tuple[str, Json]] = []
        self._zones: list[str] = []
        self._identities: set[str] = set()

    @property
    def empty(self) -> bool:
        """Whether nothing is to exist."""
        return not (self._writes or self._zones)

    def network(self, random: Random) -> Json:
        """Let the VNet exist with a NAT gateway, and return how a stack file names it."""
        self._hub()
        self._write(
            "network:VirtualNetwork",
            **_HERE,
            virtualNetworkName="hub-vnet",
            addressSpace={"addressPrefixes": list(self.space)},
        )
        named = random.choice(({"id": _VNET}, {"name": "hub-vnet", "existing": True, "resourceGroup": "hub"}))
        return named | ({"addressSpace": list(self.space)} if random.random() < 0.5 else {})

    def _hub(self) -> None:
        """Let the hub's group exist, with a NAT gateway in it."""
        if self._writes:
            return
        self._write("resources:ResourceGroup", resourceGroupName="hub", location="westeurope")
        self._write(
            "network:PublicIPAddress",
            **_HERE,
            publicIpAddressName="hub-address",
            sku=_STANDARD,
            publicIPAllocationMethod="Static",
        )
        self._write(
            "network:NatGateway",
            **_HERE,
            natGatewayName="hub-gateway",
            sku=_STANDARD,
            publicIpAddresses=[{"id": _ADDRESS}],
        )

    def zone(self, name: str) -> str:
        """Let a private DNS zone exist, which no program here makes, and return its id."""
        self._hub()
        self._zones.append(f"{_NETWORK}/privateDnsZones/{name}")
        return self._zones[-1]

    def identity(self, name: str) -> str:
        """Let a user-assigned identity exist, and return its id."""
        self._hub()
        if name not in self._identities:
            self._identities.add(name)
            self._write("managedidentity:UserAssignedIdentity", **_HERE, resourceName=name)
        return f"{_HUB}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"

    def addresses(self) -> list[str]:
        """Let a public address exist that nothing has, and return its id."""
        self._hub()
        self._write(
            "network:PublicIPAddress",
            **_HERE,
            publicIpAddressName="spare",
            sku=_STANDARD,
            publicIPAllocationMethod="Static",
        )
        return [f"{_NETWORK}/publicIPAddresses/spare"]

    def other_vnet(self, space: str) -> str:
        """Let a VNet of this range exist beside the stack's, and return its id."""
        self._hub()
        name = f"other-{space.split('.')[1]}"
        self._write(
            "network:VirtualNetwork", **_HERE, virtualNetworkName=name, addressSpace={"addressPrefixes": [space]}
        )
        return f"{_NETWORK}/virtualNetworks/{name}"

    def hung(self, random: Random, table: str) -> Json:
        """Let a NAT gateway and a route table exist, and return the key that gives one of them to a new subnet."""
        self._hub()
        if random.random() < 0.5:
            return {"natGatewayId": _GATEWAY}
        self._table(table, random.choice((Outbound.ROUTES, Outbound.LOAD_BALANCER)))
        return {"routeTableId": f"{_NETWORK}/routeTables/{table}"}

    def subnet(self, random: Random, name: str, ranges: Json, *, table: str | None, outbound: Outbound) -> Json:
        """Let a subnet exist that carries what the cluster's way out needs, and return how a stack file names it."""
        body: Json = {"addressPrefix": ranges["prefix"]}
        if "ipv6Prefix" in ranges:
            body = {"addressPrefixes": [ranges["prefix"], ranges["ipv6Prefix"]]}
        said: Json = random.choice(({"name": name, "existing": True}, {"id": f"{_VNET}/subnets/{name}"}))
        said = said | (ranges if random.random() < 0.6 else {})
        if table is not None:
            self._table(table, outbound)
            body["routeTable"] = {"id": f"{_NETWORK}/routeTables/{table}"}
            said["routeTableId"] = f"{_NETWORK}/routeTables/{table}"
        if outbound is Outbound.NAT_GATEWAY:
            body["natGateway"] = {"id": _GATEWAY}
        self._write("network:Subnet", **_IN_HUB, virtualNetworkName="hub-vnet", subnetName=name, **body)
        return said

    def _table(self, name: str, outbound: Outbound) -> None:
        self._hub()
        self._write("network:RouteTable", **_HERE, routeTableName=name)
        if outbound is Outbound.ROUTES:
            self._write(
                "network:Route",
                **_IN_HUB,
                routeTableName=name,
                routeName="default",
                addressPrefix="0.0.0.0/0",
                nextHopType="VirtualAppliance",
                nextHopIpAddress="10.239.1.4",
            )

    def _write(self, token: str, **inputs: Any) -> None:
        self._writes.append((f"azure-native:{token}", inputs))

    def subscription(self) -> Subscription:
        """Return a subscription in which all of it exists; what could not exist is a fault of the test."""
        view = Subscription()
        for token, inputs in self._writes:
            kind = KINDS[token]
            puts.allow_new(view, kind, kind.id_of(inputs), inputs)
            puts.put(view, kind, kind.id_of(inputs), inputs)
        for zone in self._zones:
            view.put({"id": zone, "type": "Microsoft.Network/privateDnsZones", "inputs": {}, "outputs": {}})
        return view
