"""What a served cluster says of its kinds, itself and what a client may do: `explain`, `version`, `auth can-i`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client, config

from aksnet.sandbox.cluster.kinds import api_kinds
from aksnet.sandbox.serve import open_api
from aksnet.sandbox.serve import served_kubeconfig as access
from aksnet.sandbox.serve.review_bodies import ACCESS, spec_of
from aksnet.sandbox.serve.reviews import REVIEWS, review
from aksnet.sandbox.serve.server import MOST_BYTES
from aksnet.sandbox.serve.status import KubeRefusal
from tests.sandbox.conftest import Kubectl
from tests.sandbox.fake_cluster import KINDS, Served, serving

REAL_KINDS = api_kinds(network_configs=True, stored=())
GET_PODS = bytes.fromhex(
    # As kubectl 1.32 sends it for `auth can-i get pods`.
    "6b3873000a320a17617574686f72697a6174696f6e2e6b38732e696f2f7631121753656c665375626a6563744163636573735265766965"
    "77123c0a100a0012001a0022002a0032003800420012"
    "1e0a1c0a0764656661756c7412036765741a0022002a04706f647332003a001a0808001200"
    "1a0020001a002200"
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        yield running


@pytest.mark.parametrize("version", ["1.30.9", "1.36.1", "1.99.0"])
def test_every_kind_that_a_cluster_always_has_is_explained_with_all_that_it_refers_to(version: str) -> None:
    kinds = [*REAL_KINDS, *REVIEWS]
    index = open_api.answer(["v3"], kinds, version)["paths"]
    assert set(index) == {f"{'apis' if '/' in each.api_version else 'api'}/{each.api_version}" for each in kinds}
    explained = set()
    for path, pointer in index.items():
        assert pointer["serverRelativeURL"].startswith(f"/openapi/v3/{path}?hash=")
        document = open_api.answer(["v3", *path.split("/")], kinds, version)
        schemas = document["components"]["schemas"]
        references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
        assert references <= schemas.keys()
        assert "$defs" not in json.dumps(document)
        for schema in schemas.values():
            for gvk in schema.get("x-kubernetes-group-version-kind", ()):
                explained.add((gvk["group"], gvk["version"], gvk["kind"]))
    own = {(*each.api_version.rpartition("/")[::2], each.kind) for each in kinds}
    assert own - explained == set()


def test_a_document_is_named_by_what_is_in_it() -> None:
    def digest(version: str, kinds: list[Any]) -> str:
        return str(open_api.answer(["v3"], kinds, version)["paths"]["api/v1"]["serverRelativeURL"])

    assert digest("1.36.1", REAL_KINDS) == digest("1.36.1", REAL_KINDS)
    assert digest("1.36.1", REAL_KINDS) != digest("1.35.1", REAL_KINDS)
    fewer = [each for each in REAL_KINDS if each.kind != "Pod"]
    assert digest("1.36.1", REAL_KINDS) != digest("1.36.1", fewer)


def test_what_is_read_of_a_field_is_what_an_api_server_writes() -> None:
    schemas = open_api.answer(["v3", "api", "v1"], KINDS, "1.34.2")["components"]["schemas"]
    port = schemas["io.k8s.api.core.v1.ServicePort"]["properties"]
    assert port["nodePort"]["type"] == "integer"
    assert (sorted(port["targetPort"]), port["targetPort"]["allOf"]) == (
        ["allOf", "description"],
        [{"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString"}],
    )
    assert "enum" not in schemas["io.k8s.api.core.v1.Service"]["properties"]["kind"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("/openapi/v2", 406, "only /openapi/v3 is served, as JSON: `kubectl explain` reads it from version 1.27 on"),
        ("/openapi/v3/apis/no.such/v1", 404, "the server could not find the requested resource"),
        ("/openapi/v4", 404, "the server could not find the requested resource"),
    ],
)
def test_a_document_that_is_not_there_is_refused(served: Served, path: str, code: int, says: str) -> None:
    status, body = served.get(path)
    assert (status, body["message"]) == (code, says)


def test_kubectls_protobuf_and_json_ask_the_same() -> None:
    written = {"namespace": "default", "verb": "get", "group": "", "version": "*", "resource": "pods"}
    of_json = json.dumps({"spec": {"resourceAttributes": written}}).encode()
    assert spec_of(of_json, "x", ACCESS)["resourceAttributes"] == written
    of_protobuf = spec_of(GET_PODS, "x", ACCESS)["resourceAttributes"]
    assert {key: value for key, value in of_protobuf.items() if value} == {
        "namespace": "default",
        "verb": "get",
        "resource": "pods",
    }
    assert review(REVIEWS[0], GET_PODS, KINDS)["status"]["allowed"] is True


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"spec": 1}', b"k8s\x00", b"k8s\x00\xff\xff", GET_PODS[:60], b"\xff\xfe"]
)
def test_a_body_that_is_no_review_is_refused_in_one_line(body: bytes) -> None:
    with pytest.raises(KubeRefusal) as refused:
        review(REVIEWS[0], body, KINDS)
    assert (refused.value.code, refused.value.message) == (
        400,
        "the body is no SelfSubjectAccessReview with a spec, as JSON or protobuf and with its length told",
    )


@pytest.mark.slow
def test_a_review_that_is_too_long_or_read_or_for_another_is_refused(served: Served) -> None:
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    assert served.get(path)[0] == 405
    assert served.get(f"{path}/mine", method="POST")[0] == 405
    assert served.get(path, method="POST", **{"Content-Length": str(MOST_BYTES + 1)})[0] == 400
    status, body = served.get("/api/v1/pods", **{"Impersonate-User": "bob"})
    assert (status, body["reason"]) == (501, "NotImplemented")


@pytest.mark.slow
def test_the_official_client_is_told_what_it_may_do(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    access.write(file, access.kubeconfig(served.base, ["demo"]))
    with config.new_client_from_config(str(file)) as api:
        reviews: Any = client.AuthorizationV1Api(api)

        def may(**attributes: str) -> bool:
            spec = client.V1SelfSubjectAccessReviewSpec(resource_attributes=client.V1ResourceAttributes(**attributes))
            asked = client.V1SelfSubjectAccessReview(spec=spec)
            return bool(reviews.create_self_subject_access_review(asked).status.allowed)

        assert [may(verb=verb, resource="pods") for verb in ("get", "list", "watch", "create", "delete")] == [
            *(True, True, True),
            *(False, False),
        ]
        assert may(verb="get", group="apps", resource="deployments")
        assert not may(verb="get", resource="deployments")
        assert not may(verb="get", resource="pods", subresource="log")
        none = client.V1SelfSubjectAccessReview(spec=client.V1SelfSubjectAccessReviewSpec())
        with pytest.raises(client.ApiException) as refused:
            reviews.create_self_subject_access_review(none)
        assert refused.value.status == 422


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("auth can-i get pods", (0, "yes\n")),
        ("auth can-i get /version", (0, "yes\n")),
        ("auth can-i get /readyz/ping", (0, "yes\n")),
        ("auth can-i create selfsubjectrulesreviews.authorization.k8s.io", (0, "yes\n")),
        (
            "auth can-i delete pods",
            (
                1,
                "no - the sandbox is read-only, and serves no other kinds: change the stack file, run `aksnet sandbox "
                "up`\n",
            ),
        ),
    ],
)
def test_kubectl_is_told_what_it_may_do(kubectl: Kubectl, arguments: str, expected: tuple[int, str]) -> None:
    assert kubectl(*arguments.split())[:2] == expected


@pytest.mark.slow
def test_kubectl_lists_what_it_may_do_as_it_is_asked_one_by_one(kubectl: Kubectl) -> None:
    code, out, err = kubectl("auth", "can-i", "--list", "--no-headers")
    rows = [line.split(maxsplit=1)[0] for line in out.splitlines() if "[get list watch]" in line]
    suffix = {each.plural: each.api_version.rpartition("/")[0] for each in KINDS}
    assert (code, err) == (0, "")
    assert sorted(rows) == sorted(f"{name}.{group}".rstrip(".") for name, group in suffix.items())


@pytest.mark.slow
def test_kubectl_explains_fields_of_kubernetes_and_of_azure(kubectl: Kubectl) -> None:
    code, out, _ = kubectl("explain", "svc.spec.ports.nodePort")
    assert (code, out.split("\n\n")[:2]) == (0, ["KIND:       Service\nVERSION:    v1", "FIELD: nodePort <integer>"])
    code, out, _ = kubectl("explain", "nnc.status.networkContainers.primaryIP")
    assert (code, out) == (
        0,
        "GROUP:      acn.azure.com\nKIND:       NodeNetworkConfig\nVERSION:    v1alpha\n\n"
        "FIELD: primaryIP <string>\n\n\n"
        "DESCRIPTION:\n    In overlay the node's range of the pod CIDR; else the container's first\n"
        "    address.\n    \n\n",
    )
    code, _, err = kubectl("explain", "pods.spec.nope")
    assert (code, err) == (1, 'error: field "nope" does not exist')


@pytest.mark.slow
def test_kubectl_names_the_clusters_version(kubectl: Kubectl) -> None:
    assert json.loads(kubectl("version", "-o", "json")[1])["serverVersion"]["gitVersion"] == "v1.34.2"


def test_a_kubeconfig_is_removed_whatever_context_was_chosen_and_left_where_it_leads_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    written = access.kubeconfig("http://127.0.0.1:1", ["one", "two"])
    access.write(file, written.replace("current-context: one", "current-context: two"))
    access.remove(file, access.kubeconfig("http://127.0.0.1:2", ["one", "two"]))
    assert "current-context: two" in file.read_text(encoding="utf-8")
    access.remove(file, written)
    assert not file.exists()
