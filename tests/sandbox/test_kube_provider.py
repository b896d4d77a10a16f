"""The kubernetes provider over gRPC, without an engine: what waits, what is written over, what can be imported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from aksnet.arm.values import Json
from aksnet.sandbox import kubeconfig
from aksnet.sandbox.kube.kube_provider import KubernetesProvider
from aksnet.sandbox.kube.managers import KUBECTL_SCALE, written_by
from aksnet.sandbox.service import Serving
from aksnet.sandbox.store import Store
from aksnet.sandbox.wire import decode, encode
from tests.sandbox.cluster_world import CLUSTER, World, apart

DEPLOYMENT, SERVICE = "kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service"
RELEASE, MAP, NAMESPACE = (
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:core/v1:Namespace",
)
CILIUM = {"name": "cilium", "namespace": "kube-system", "chart": "cilium", "version": "1.18.4"}


def _deployment(replicas: int = 1, **pod: Any) -> Json:
    labels = {"app": "web"}
    spec = {"containers": [{"name": "web", "image": "web:1"}], **pod}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }


def _service(**annotations: str) -> Json:
    own = {f"service.beta.kubernetes.io/azure-load-balancer-{name}": value for name, value in annotations.items()}
    metadata = {"name": "web", "annotations": own}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"type": "LoadBalancer"}}


def _map(**data: str) -> Json:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "coredns-custom", "namespace": "kube-system"},
        "data": data,
    }


class Cluster:
    """One provider instance for one cluster of a world."""

    def __init__(self, folder: Path, world: World, **config: str) -> None:
        self.store = Store(folder / "azure.json")
        with self.store.change() as view:
            view.resources, view.objects = world.view.resources, world.view.objects
        self._serving = Serving({"kubernetes": KubernetesProvider(self.store)})
        self._channel = grpc.insecure_channel("127.0.0.1:" + self._serving.attach.split(":")[1])
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        text = kubeconfig.write(
            arm_id=CLUSTER, name="c", group="rg", server="c.example", authority=CLUSTER, token="t" * 8, admin=False
        )
        self._stub.Configure(provider_pb2.ConfigureRequest(args=encode({"kubeconfig": text, **config})))

    def create(self, token: str, inputs: Json) -> Json:
        """Create an object and return what the server keeps."""
        request = provider_pb2.CreateRequest(urn=f"urn:pulumi:s::p::{token}::it", properties=encode(inputs))
        return decode(self._stub.Create(request).properties)

    def update(self, token: str, object_id: str, inputs: Json, *ignored: str) -> Json:
        """Update an object and return what the server keeps."""
        urn = f"urn:pulumi:s::p::{token}::it"
        request = provider_pb2.UpdateRequest(urn=urn, id=object_id, news=encode(inputs), ignoreChanges=ignored)
        return decode(self._stub.Update(request).properties)

    def read(self, token: str, object_id: str, known: Json | None = None) -> tuple[str, Json, Json]:
        """Read an object: its id, inputs and outputs; an import when nothing is known of it."""
        urn, inputs = f"urn:pulumi:s::p::{token}::it", encode(known or {})
        request = provider_pb2.ReadRequest(urn=urn, id=object_id, inputs=inputs, properties=inputs)
        answer = self._stub.Read(request)
        return answer.id, decode(answer.inputs), decode(answer.properties)

    def replaces(self, token: str, old: Json, new: Json) -> list[str]:
        """Return which changed properties replace an object."""
        urn = f"urn:pulumi:s::p::{token}::it"
        request = provider_pb2.DiffRequest(urn=urn, id="it", old_inputs=encode(old), news=encode(new))
        return list(self._stub.Diff(request).replaces)

    def changes(self, old: Json, new: Json) -> list[str]:
        """Return what of a Deployment changed."""
        urn = f"urn:pulumi:s::p::{DEPLOYMENT}::it"
        request = provider_pb2.DiffRequest(urn=urn, id="it", old_inputs=encode(old), news=encode(new))
        return list(self._stub.Diff(request).detailedDiff)

    def beside(self, path: tuple[str, ...], value: Any, manager: str = KUBECTL_SCALE) -> None:
        """Write one field of the Deployment, as somebody else does."""
        with self.store.change() as view:
            found = view.cluster_objects(CLUSTER)
            key = next(each for each in found if "|Deployment|" in each)
            found[key] = written_by(found[key], path, value, manager)

    def delete(self, token: str, object_id: str) -> None:
        """Delete an object."""
        self._stub.Delete(provider_pb2.DeleteRequest(urn=f"urn:pulumi:s::p::{token}::it", id=object_id))

    def close(self) -> None:
        """Stop."""
        self._channel.close()
        self._serving.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    found = Cluster(folder, World(count=2))
    yield found
    found.close()


def _kept(error: grpc.RpcError) -> tuple[str, list[str], Json, Json]:
    """Return the id, reasons, outputs and inputs that a failed call hands to the engine to keep."""
    assert isinstance(error, grpc.Call)
    packed = dict(error.trailing_metadata())["grpc-status-details-bin"]
    status = status_pb2.Status.FromString(packed if isinstance(packed, bytes) else packed.encode())
    detail: Any = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    assert error.code() == grpc.StatusCode.UNKNOWN
    return detail.id, list(detail.reasons), decode(detail.properties), decode(detail.inputs)


def test_a_deployment_whose_pods_all_run_is_there(cluster: Cluster) -> None:
    outputs = cluster.create(DEPLOYMENT, _deployment(2))
    assert (outputs["status"]["readyReplicas"], outputs["metadata"]["generation"]) == (2, 1)
    assert cluster.read(DEPLOYMENT, "default/web", outputs) == ("default/web", _deployment(2), outputs)


LACKING = [
    "[MinimumReplicasUnavailable] Deployment does not have minimum availability.",
    "Minimum number of live Pods was not attained",
]


def test_a_deployment_with_a_pending_pod_is_kept_with_its_errors_until_an_update_mends_it(cluster: Cluster) -> None:
    inputs = _deployment(3, **apart({"app": "web"}))
    with pytest.raises(grpc.RpcError) as caught:
        cluster.create(DEPLOYMENT, inputs)
    own_id, reasons, outputs, kept = _kept(caught.value)
    assert (own_id, kept, outputs["status"]["readyReplicas"]) == ("default/web", inputs, 2)
    assert reasons == [
        'resource "urn:pulumi:s::p::kubernetes:apps/v1:Deployment::it" was successfully created, but the Kubernetes '
        "API server reported that it failed to fully initialize or become live: 'web' timed out waiting to be Ready",
        *LACKING,
    ], "of a pod without a node nothing is said"
    with pytest.raises(grpc.RpcError) as again:
        cluster.read(DEPLOYMENT, "default/web", outputs)
    _, reread, same, _ = _kept(again.value)
    assert (reread, same) == (["Resource 'web' was created but failed to initialize", *LACKING], outputs)
    mended = cluster.update(DEPLOYMENT, "default/web", _deployment(2, **apart({"app": "web"})))
    assert (mended["status"]["readyReplicas"], mended["metadata"]["generation"]) == (2, 2)
    assert cluster.read(DEPLOYMENT, "default/web", mended)[2] == mended


def test_nobody_waits_where_the_annotation_says_so(cluster: Cluster) -> None:
    body = _deployment(3, **apart({"app": "web"}))
    body["metadata"]["annotations"] = {"pulumi.com/skipAwait": "true"}
    assert cluster.create(DEPLOYMENT, body)["status"]["readyReplicas"] == 2


def test_a_container_that_cannot_be_made_is_told(cluster: Cluster) -> None:
    container = {"name": "web", "image": "paulbouwer/hello-kubernetes:1.10.1"}
    with pytest.raises(grpc.RpcError) as caught:
        cluster.create(DEPLOYMENT, _deployment(securityContext={"runAsNonRoot": True}, containers=[container]))
    assert (
        "[CreateContainerConfigError] container has runAsNonRoot and image has non-numeric user (node)"
        in (_kept(caught.value)[1][-1])
    )


def test_what_comes_a_moment_later_is_waited_for(folder: Path) -> None:
    cluster = Cluster(folder, World(mode="byo-cni"))
    urn = f"urn:pulumi:s::p::{DEPLOYMENT}::it"
    call = cluster._stub.Create.future(provider_pb2.CreateRequest(urn=urn, properties=encode(_deployment())))
    cluster.create(RELEASE, CILIUM)
    assert decode(call.result().properties)["status"]["readyReplicas"] == 1
    cluster.close()


def test_a_load_balancer_without_an_address_is_kept_with_azure_s_answer(cluster: Cluster) -> None:
    assert cluster.create(SERVICE, _service())["status"]["loadBalancer"] == {"ingress": [{"ip": "203.0.113.1"}]}
    inputs = _service(**{"internal": "true", "internal-subnet": "none"})
    with pytest.raises(grpc.RpcError) as caught:
        cluster.update(SERVICE, "default/web", inputs)
    own_id, reasons, outputs, _ = _kept(caught.value)
    assert (own_id, outputs["status"]) == ("default/web", {"loadBalancer": {}})
    assert reasons[0].startswith('the Kubernetes API server reported that "default/web" failed to fully initialize')
    assert reasons[1] == "Service was not allocated an IP address; does your cloud provider support this?"
    assert "failed to get subnet vnet/none" in reasons[2]


def test_a_create_over_what_is_there_is_an_update_with_server_side_apply(cluster: Cluster) -> None:
    first = cluster.create(MAP, _map(a="1"))
    second = cluster.create(MAP, _map(b="2"))
    assert (first["data"], second["data"]) == ({"a": "1"}, {"a": "1", "b": "2"})
    assert first["metadata"]["uid"] == second["metadata"]["uid"]
    with pytest.raises(
        grpc.RpcError, match=r"Apply failed with 1 conflict: conflict with .*pulumi-kubernetes-.*: \.data\.b"
    ):
        cluster.create(MAP, _map(b="3"))
    assert cluster.update(MAP, "kube-system/coredns-custom", _map(b="3"))["data"] == {"a": "1", "b": "3"}
    assert cluster.create(DEPLOYMENT, _deployment()) == cluster.create(DEPLOYMENT, _deployment())


def _referring(**reference: str) -> Json:
    variable = {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name", **reference}}}
    return _deployment(containers=[{"name": "web", "image": "web:1", "env": [variable]}])


def test_a_reference_is_one_field_with_what_the_server_fills_in(cluster: Cluster) -> None:
    cluster.create(DEPLOYMENT, _referring())
    place = r"spec\.template\.spec\.containers\[name=.*web.*\]\.env\[name=.*POD.*\]\.valueFrom\.fieldRef"
    with pytest.raises(grpc.RpcError, match=rf"1 conflict: conflict with .*pulumi-kubernetes-.*: \.{place}"):
        cluster.create(DEPLOYMENT, _referring())
    created = cluster.create(DEPLOYMENT, _referring(apiVersion="v1"))
    assert created["metadata"]["generation"] == 1
    forced = _referring()
    forced["metadata"]["annotations"] = {"pulumi.com/patchForce": "true"}
    assert cluster.create(DEPLOYMENT, forced)["metadata"]["uid"] == created["metadata"]["uid"]


def test_a_field_that_is_written_as_the_server_fills_it_in_is_no_change(cluster: Cluster) -> None:
    assert cluster.changes(_referring(), _referring(apiVersion="v1")) == []
    assert cluster.changes(_deployment(), _deployment(dnsPolicy="ClusterFirst")) == []
    assert cluster.changes(_deployment(), _deployment(dnsPolicy="Default")) == ["spec.template.spec.dnsPolicy"]


def test_what_somebody_else_wrote_refuses_another_value_until_it_is_theirs_ours_or_the_same(cluster: Cluster) -> None:
    cluster.create(DEPLOYMENT, _deployment(2))
    cluster.beside(("spec", "replicas"), 1)
    own_id, inputs, outputs = cluster.read(DEPLOYMENT, "default/web", _deployment(2))
    assert (own_id, inputs, outputs["spec"]["replicas"]) == ("default/web", _deployment(1), 1)
    refused = (
        r'Apply failed with 1 conflict: conflict with \\?"kubectl\\?" with subresource \\?"scale\\?" using apps/v1: '
        r"\.spec\.replicas"
    )
    for _ in range(2):
        with pytest.raises(grpc.RpcError, match=refused):
            cluster.update(DEPLOYMENT, "default/web", _deployment(2))
    assert cluster.update(DEPLOYMENT, "default/web", _deployment(1))["spec"]["replicas"] == 1
    left = cluster.update(DEPLOYMENT, "default/web", _deployment(2, hostname="a"), "spec.replicas")
    assert (left["spec"]["replicas"], left["spec"]["template"]["spec"]["hostname"]) == (1, "a")
    forced = _deployment(2)
    forced["metadata"]["annotations"] = {"pulumi.com/patchForce": "true"}
    assert cluster.update(DEPLOYMENT, "default/web", forced)["spec"]["replicas"] == 2
    assert cluster.update(DEPLOYMENT, "default/web", _deployment(1))["spec"]["replicas"] == 1


def test_a_field_that_nobody_declares_stays_as_somebody_else_wrote_it(cluster: Cluster) -> None:
    cluster.create(DEPLOYMENT, _deployment())
    cluster.beside(("metadata", "labels", "team.example/name"), "blue", '"kubectl-label"')
    assert cluster.read(DEPLOYMENT, "default/web", _deployment())[1] == _deployment()
    updated = cluster.update(DEPLOYMENT, "default/web", _deployment(2))
    assert updated["metadata"]["labels"] == {"team.example/name": "blue"}
    labelled = _deployment(2)
    labelled["metadata"]["labels"] = {"team.example/name": "red"}
    with pytest.raises(grpc.RpcError, match=r"kubectl-label.*: \.metadata\.labels\.team\.example/name"):
        cluster.update(DEPLOYMENT, "default/web", labelled)


def test_a_provider_may_take_over_what_others_wrote(folder: Path) -> None:
    cluster = Cluster(folder, World(), enablePatchForce="true")
    cluster.create(DEPLOYMENT, _deployment(2))
    cluster.beside(("spec", "replicas"), 1)
    assert cluster.update(DEPLOYMENT, "default/web", _deployment(2))["spec"]["replicas"] == 2
    cluster.close()


def test_changes_are_counted_of_what_has_a_controller(cluster: Cluster) -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "web"}}
    found = [
        cluster.create(token, body)["metadata"].get("generation")
        for token, body in ((DEPLOYMENT, _deployment()), (SERVICE, _service()), (NAMESPACE, namespace), (MAP, _map()))
    ]
    assert found == [1, None, None, None]


def test_a_create_over_what_is_there_is_refused_without_it(folder: Path) -> None:
    cluster = Cluster(folder, World(), enableServerSideApply="false")
    with pytest.raises(grpc.RpcError, match='ConfigMap "kube-system/coredns-custom" already exists'):
        cluster.create(MAP, _map())
    cluster.create(DEPLOYMENT, _deployment())
    with pytest.raises(grpc.RpcError, match='Deployment "default/web" already exists'):
        cluster.create(DEPLOYMENT, _deployment())
    cluster.close()


@pytest.mark.parametrize(("switch", "replaced"), [("true", []), ("false", ["data"])])
def test_a_config_map_changes_in_place_where_the_provider_allows_it(
    folder: Path, switch: str, replaced: list[str]
) -> None:
    cluster = Cluster(folder, World(), enableConfigMapMutable=switch)
    assert cluster.replaces(MAP, _map(a="1"), _map(a="2")) == replaced
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}
    assert cluster.replaces("kubernetes:core/v1:Secret", {**secret, "data": {}}, {**secret, "data": {"a": "MQ=="}}) == [
        "data"
    ]
    cluster.close()


def test_a_release_s_name_is_used_once(cluster: Cluster) -> None:
    cluster.create(RELEASE, CILIUM)
    with pytest.raises(grpc.RpcError, match="cannot re-use a name that is still in use"):
        cluster.create(RELEASE, CILIUM)
    own_id, inputs, outputs = cluster.read(RELEASE, "kube-system/cilium")
    assert (own_id, inputs, outputs["status"]["status"]) == ("kube-system/cilium", CILIUM, "deployed")


def test_an_import_takes_what_the_cluster_has_by_itself(cluster: Cluster) -> None:
    own_id, inputs, outputs = cluster.read(SERVICE, "kube-system/kube-dns")
    assert own_id == "kube-system/kube-dns"
    assert outputs["spec"]["clusterIP"] == "10.0.0.10"
    assert sorted(inputs["metadata"]) == ["labels", "name", "namespace"]
    assert set(inputs) == {"apiVersion", "kind", "metadata", "spec"}
    assert "clusterIP" not in inputs["spec"]
    assert cluster.read(SERVICE, "kube-system/none")[0] == ""
    assert cluster.read(SERVICE, "kube-system/kube-dns", {"apiVersion": "v1"})[0] == ""


def test_a_namespace_goes_with_its_content_unless_the_cluster_needs_it(cluster: Cluster) -> None:
    name = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "web"}}
    cluster.create(NAMESPACE, name)
    body = _deployment()
    body["metadata"] = {**body["metadata"], "namespace": "web"}
    cluster.create(DEPLOYMENT, body)
    cluster.delete(NAMESPACE, "web")
    assert cluster.read(DEPLOYMENT, "web/web", body)[0] == ""
    with pytest.raises(grpc.RpcError, match='namespaces "web" not found'):
        cluster.create(DEPLOYMENT, body)
    with pytest.raises(grpc.RpcError, match='namespaces "default" is forbidden: this namespace may not be deleted'):
        cluster.delete(NAMESPACE, "default")


def test_the_server_fills_in_what_a_deployment_leaves_out_and_keeps_what_it_says(cluster: Cluster) -> None:
    container = {
        "name": "web",
        "image": "registry:5000/web:1",
        "env": [
            {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            {"name": "A", "value": "b"},
        ],
        "ports": [{"containerPort": 80}],
        "readinessProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 5},
    }
    outputs = cluster.create(DEPLOYMENT, _deployment(containers=[container], terminationGracePeriodSeconds=5))
    spec = outputs["spec"]
    assert {name: spec[name] for name in ("progressDeadlineSeconds", "replicas", "revisionHistoryLimit")} == {
        "progressDeadlineSeconds": 600,
        "replicas": 1,
        "revisionHistoryLimit": 10,
    }
    assert spec["template"]["spec"] == {
        "containers": [
            {
                "name": "web",
                "image": "registry:5000/web:1",
                "imagePullPolicy": "IfNotPresent",
                "env": [
                    {"name": "POD", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}},
                    {"name": "A", "value": "b"},
                ],
                "ports": [{"containerPort": 80, "protocol": "TCP"}],
                "readinessProbe": {
                    "httpGet": {"path": "/", "port": 80, "scheme": "HTTP"},
                    "failureThreshold": 3,
                    "periodSeconds": 5,
                    "successThreshold": 1,
                    "timeoutSeconds": 1,
                },
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
            }
        ],
        "dnsPolicy": "ClusterFirst",
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 5,
    }


def test_a_namespace_bears_its_name_as_a_label_and_is_finished_by_kubernetes(cluster: Cluster) -> None:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "web", "labels": {"a": "b"}}}
    outputs = cluster.create(NAMESPACE, body)
    assert outputs["metadata"]["labels"] == {"a": "b", "kubernetes.io/metadata.name": "web"}
    assert (outputs["spec"], outputs["status"]) == ({"finalizers": ["kubernetes"]}, {"phase": "Active"})
    assert cluster.read(NAMESPACE, "web", body)[1] == body


@pytest.mark.parametrize("gives_up", [False, True])
def test_a_cluster_that_is_gone_answers_nothing_which_is_not_the_same_as_an_object_that_is_gone(
    gives_up: bool, folder: Path
) -> None:
    """As the real provider does it (tests/real): a refresh stops, unless it is told to give such objects up."""
    cluster = Cluster(folder, World(count=2), **({"deleteUnreachable": "true"} if gives_up else {}))
    written = cluster.create(DEPLOYMENT, _deployment())
    with cluster.store.change() as view:
        view.remove(CLUSTER)
    if gives_up:
        assert cluster.read(DEPLOYMENT, "default/web", written) == ("", {}, {})
    else:
        with pytest.raises(grpc.RpcError) as caught:
            cluster.read(DEPLOYMENT, "default/web", written)
        assert isinstance(caught.value, grpc.Call)
        assert caught.value.details() == (
            "configured Kubernetes cluster is unreachable: unable to load schema information from the API "
            "server: https://c.example:443 does not answer. failed to read resource state due to unreachable cluster. "
            "If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation "
            'with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"'
        )
    cluster.close()


def _container(**port: int) -> Json:
    pod = {
        "metadata": {"labels": {"app": "a"}},
        "spec": {"containers": [{"name": "a", "image": "a:1", "ports": [port]}]},
    }
    return {"selector": {"matchLabels": {"app": "a"}}, "template": pod}


@pytest.mark.parametrize(
    ("token", "kind", "spec", "why"),
    [
        ("kubernetes:core/v1:Service", "Service", {"ports": [{"port": 65536}]}, r"spec.ports\[0\].port"),
        ("kubernetes:core/v1:Service", "Service", {"ports": [{"port": 80, "targetPort": 0}]}, r"\.targetPort"),
        (DEPLOYMENT, "Deployment", {"replicas": -1, **_container(containerPort=80)}, "spec.replicas"),
        (DEPLOYMENT, "Deployment", _container(containerPort=0), r"containers\[0\].ports\[0\].containerPort"),
    ],
)
def test_a_number_that_is_no_port_and_no_number_of_pods_is_refused(
    cluster: Cluster, token: str, kind: str, spec: Json, why: str
) -> None:
    body = {
        "apiVersion": "v1" if kind == "Service" else "apps/v1",
        "kind": kind,
        "metadata": {"name": "a"},
        "spec": spec,
    }
    with pytest.raises(grpc.RpcError, match=why):
        cluster.create(token, body)
