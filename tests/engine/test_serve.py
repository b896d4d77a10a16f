"""What two stacks brought up on the real engine look like through kubectl and the official clients.

What is read through one API is checked against the other: the routes in Azure against the nodes in Kubernetes.
"""

from __future__ import annotations

import ipaddress
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.network import NetworkManagementClient
from kubernetes import client, config

from aksnet.engine.home import HOME_VARIABLE
from aksnet.engine.obtain import Engine
from aksnet.sandbox.serve.served import Served, served
from tests.engine.conftest import CHECKOUT, Runner
from tests.kubectl import kubectl_program
from tests.sandbox.fake_cluster import azure_client

pytestmark = pytest.mark.engine
GROUP = "NetworkLab"


@pytest.fixture(scope="module")
def both(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Bring both stacks up once: the tests only read, but for the last."""
    scratch = tmp_path_factory.mktemp("served")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(scratch / "home"))
        runner = Runner(project=CHECKOUT, engine=engine, scratch=scratch)
        for stack in ("dev", "networklab"):
            assert runner("up", stack).errors == ()
        yield runner


@pytest.fixture(scope="module")
def lab(both: Runner) -> Iterator[Served]:
    with served(project=both.project, stack="networklab") as what:
        yield what


def core(what: Served, context: str) -> Any:
    return client.CoreV1Api(config.new_client_from_config(str(what.kubeconfig), context=context))


def test_kubenets_routes_in_azure_lead_to_its_nodes_in_kubernetes(lab: Served) -> None:
    nodes = core(lab, "kubenet-cluster").list_node().items
    expected = {
        node.metadata.name: (
            node.spec.pod_cidr,
            next(each.address for each in node.status.addresses if each.type == "InternalIP"),
        )
        for node in nodes
    }
    with azure_client(NetworkManagementClient, lab.base) as network:
        (table,) = network.route_tables.list(GROUP)
        routes = list(network.routes.list(GROUP, table.name))
        subnet = network.subnets.get(GROUP, "aksvnet", "kubenet")
    assert {each.name: (each.address_prefix, each.next_hop_ip_address) for each in routes} == expected
    assert ([each.id for each in table.subnets], subnet.route_table.id) == ([subnet.id], table.id)
    assert len(expected) == 3
    inside = ipaddress.ip_network(subnet.address_prefix)
    assert all(ipaddress.ip_address(address) in inside for _, address in expected.values())


def test_every_identity_has_its_roles_where_azure_lists_them(lab: Served) -> None:
    with azure_client(AuthorizationManagementClient, lab.base) as roles:
        found = list(roles.role_assignments.list_for_subscription())
        by_principal: dict[str, set[str]] = {}
        for each in found:
            by_principal.setdefault(each.principal_id, set()).add(each.scope.rsplit("/", 1)[1])
        for principal, scopes in by_principal.items():
            listed = roles.role_assignments.list_for_subscription(filter=f"principalId eq '{principal}'")
            assert {each.scope.rsplit("/", 1)[1] for each in listed} == scopes
    assert sorted(map(sorted, by_principal.values())) == [
        ["azurecni", "services"],
        ["dev-node-subnet"],
        ["kubenet", "kubenet-cluster-routes"],
    ]


def test_pods_run_on_nodes_with_addresses_of_their_mode(lab: Served) -> None:
    ranges = {"kubenet-cluster": "10.100.0.0/16", "azurecni-cluster": "10.220.2.0/24"}
    assert lab.clusters == tuple(sorted(ranges))
    for context, text in ranges.items():
        pods = core(lab, context).list_pod_for_all_namespaces().items
        nodes = {node.metadata.name for node in core(lab, context).list_node().items}
        own = [pod for pod in pods if pod.metadata.namespace == "default"]
        assert {pod.status.phase for pod in pods} == {"Running"}
        assert {pod.spec.node_name for pod in own} == nodes
        inside = ipaddress.ip_network(text)
        assert all(ipaddress.ip_address(pod.status.pod_ip) in inside for pod in own)


def test_the_command_serves_until_it_is_ended(both: Runner, tmp_path: Path) -> None:
    program = kubectl_program()
    if program is None:
        pytest.skip("there is no kubectl, and no Go to build one")
    file = tmp_path / "kubeconfig"
    command = [sys.executable, "-m", "aksnet.cli.main", "sandbox", "serve", "-s", "dev", "--kubeconfig", str(file)]

    def kubectl(*arguments: str) -> str:
        base = [str(program), "--kubeconfig", str(file), "--cache-dir", str(tmp_path / "cache")]
        return subprocess.run([*base, *arguments], capture_output=True, text=True, timeout=60, check=True).stdout

    with subprocess.Popen(
        command, cwd=both.project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        usage = [process.stdout.readline() for _ in range(8)]
        try:
            kinds = "nodes,pods,svc,cm,ds,deploy"
            wide = kubectl("get", kinds, "-A", "-o", "wide").split("\n\n")
            whole = json.loads(kubectl("get", kinds, "-A", "-o", "json"))["items"]
        finally:
            process.terminate()  # as Ctrl-C, which a shell may keep from what runs behind it
            rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest.splitlines()[-1], errors, file.exists()) == (0, "Stopped.", "", False)
    assert usage[0] == "The stack dev is served read-only from the sandbox until Ctrl-C.\n"
    rows = [block.strip().splitlines() for block in wide]
    counted = [sum(each["kind"] == kind for each in whole) for kind in _order(whole)]
    assert [len(block) - 1 for block in rows] == counted
    assert [block[0].split()[-1] for block in rows] == [
        *("CONTAINER-RUNTIME", "GATES", "SELECTOR", "AGE", "SELECTOR", "SELECTOR")
    ]
    mine = {each["metadata"]["name"] for each in whole if each["kind"] == "Deployment"}
    assert {"nginx", "hello-kubernetes"} <= mine


def _order(objects: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(each["kind"] for each in objects))


def test_a_stack_that_is_destroyed_meanwhile_is_seen(both: Runner) -> None:
    with served(project=both.project, stack="dev") as what:
        api = core(what, "dev")
        assert api.read_namespace("hello").status.phase == "Active"
        assert both("destroy", "dev").ok
        with pytest.raises(client.ApiException) as gone:
            api.list_node()
        assert gone.value.status == 503
