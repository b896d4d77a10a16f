"""What the flat programs of the bench declare, from the resources of an up."""

from pathlib import Path
from typing import Any

from tools.flat_programs.flat_resources import Declared, of_run, read, resolved, snake_case, write

VNET = "urn:pulumi:a::b::t:Network$azure-native:network:VirtualNetwork::net-vnet"
SUBNET = "urn:pulumi:a::b::t:Network$azure-native:network:Subnet::net-subnet"
CONTENTS = "urn:pulumi:a::b::t:Contents::dev"
PROVIDER = "urn:pulumi:a::b::t:Contents$pulumi:providers:kubernetes::dev-provider"
WORKLOAD = "urn:pulumi:a::b::t:Contents$t:Nginx::dev/nginx"
SERVICE = "urn:pulumi:a::b::t:Contents$t:Nginx$kubernetes:core/v1:Service::dev/nginx"


def resource(urn: str, **said: Any) -> dict[str, Any]:
    token = urn.split("::")[2].split("$")[-1]
    return {"urn": urn, "type": token, "parent": None, "inputs": {}, "dependencies": [], "id": None, **said}


RESOURCES = [
    resource(SERVICE, parent=WORKLOAD, id="default/nginx", inputs={"kind": "Service"}),
    resource(WORKLOAD, parent=CONTENTS, dependencies=[SUBNET]),
    resource(PROVIDER, parent=CONTENTS, id="1", inputs={"kubeconfig": "[secret]"}, dependencies=[VNET]),
    resource(CONTENTS),
    resource(SUBNET, id="/net/subnet", inputs={"virtualNetwork": {"ids": ["/net", "10.0.0.0/8"]}}, dependencies=[VNET]),
    resource(VNET, id="/net"),
]


def test_custom_resources_come_after_what_they_and_their_components_wait_for_with_references_for_ids(
    tmp_path: Path,
) -> None:
    vnet = Declared(
        type="azure-native:network:VirtualNetwork", name="003-net-vnet", inputs={}, provider=None, depends_on=()
    )
    subnet = Declared(
        type="azure-native:network:Subnet",
        name="002-net-subnet",
        inputs={"virtualNetwork": {"ids": [{"$idOf": "003-net-vnet"}, "10.0.0.0/8"]}},
        provider=None,
        depends_on=("003-net-vnet",),
    )
    provider = Declared(
        type="pulumi:providers:kubernetes",
        name="001-dev-provider",
        inputs={},
        provider=None,
        depends_on=("003-net-vnet",),
    )
    service = Declared(
        type="kubernetes:core/v1:Service",
        name="000-dev-nginx",
        inputs={"kind": "Service"},
        provider="001-dev-provider",
        depends_on=("002-net-subnet",),
    )
    found = of_run(RESOURCES)
    assert found[0] == vnet
    assert found[-1] == service
    assert {each.name: each for each in found} == {each.name: each for each in (vnet, subnet, provider, service)}
    write(found, tmp_path / "resources.json")
    assert [each.name for each in read(tmp_path / "resources.json")] == [each.name for each in found]


def test_references_become_what_the_program_knows_of_the_resource() -> None:
    assert resolved({"a": [{"$idOf": "x"}, 1]}, lambda name: f"id of {name}") == {"a": ["id of x", 1]}


def test_properties_are_named_as_python_sdks_name_them() -> None:
    names = {"addressSpace": "address_space", "podCIDR": "pod_cidr", "enableRBAC": "enable_rbac", "sku": "sku"}
    assert {key: snake_case(key) for key in names} == names
