"""What each field means, as OpenAPI 3: what `kubectl explain` reads.

The definitions are Kubernetes' own, of the cluster's minor version, as the `kubernetes-validate` package has them as
JSON schemas; AKS's custom resources are described here. Paths name only what is served: reading.
https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from kubernetes_validate import utils

from aksnet.arm.values import Json
from aksnet.sandbox.serve.snapshots import ApiKind
from aksnet.sandbox.serve.status import KubeRefusal, no_such_resource

_HERE: Final = "#/components/schemas/"
_THERE: Final = "#/$defs/"
_META: Final = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_GVK: Final = "x-kubernetes-group-version-kind"


def _text(description: str) -> Json:
    return {"description": description, "type": "string"}


def _number(description: str) -> Json:
    return {"description": description, "type": "integer"}


def _object(description: str, **properties: Json) -> Json:
    return {"description": description, "type": "object", "properties": properties}


def _listed(description: str, items: Json) -> Json:
    return {"description": description, "type": "array", "items": items}


_NODE_NETWORK_CONFIG: Final = _object(
    "The addresses that azure-cns has for the pods of one node. AKS makes one for each node, of its name.",
    apiVersion=_text("Group and version, acn.azure.com/v1alpha."),
    kind=_text("NodeNetworkConfig."),
    metadata={"$ref": _THERE + _META},
    spec=_object(
        "What azure-cns asks for.",
        requestedIPCount=_number("How many addresses the node should have."),
        ipsNotInUse=_listed("Ids of addresses that the node gives back.", {"type": "string"}),
    ),
    status=_object(
        "What the node was given.",
        assignedIPCount=_number("How many addresses pods of the node can have."),
        networkContainers=_listed(
            "Where the addresses are from: one container for each family or block.",
            _object(
                "One range or set of addresses.",
                id=_text("Id of the container."),
                type=_text("overlay, vnet (single addresses of a pod subnet) or vnetblock (blocks of a pod subnet)."),
                assignmentMode=_text("dynamic, or static for whole ranges."),
                primaryIP=_text("In overlay the node's range of the pod CIDR; else the container's first address."),
                nodeIP=_text("The node's own address."),
                subnetName=_text("The pod subnet, or the routing domain of an overlay."),
                subnetAddressSpace=_text("The pod subnet's range, or the pod CIDR."),
                defaultGateway=_text("The pod subnet's gateway."),
                ipAssignments=_listed(
                    "Addresses or blocks, one by one.",
                    _object("One of them.", name=_text("Its id."), ip=_text("The address, or the block as a prefix.")),
                ),
                subnetID=_text("Name of the pod subnet."),
                vnetID=_text("Name of the virtual network."),
                resourceGroupID=_text("Name of the virtual network's resource group."),
                subcriptionID=_text("Id of the virtual network's subscription; the resource spells it so."),
                status=_text("Why there are no more, such as NCUpdateSubnetFullError."),
                version=_number("Grows with each change of the container."),
            ),
        ),
        scaler=_object(
            "When azure-cns asks for more of a pod subnet, and gives back.",
            batchSize=_number("How many addresses at once."),
            requestThresholdPercent=_number("More are asked for when fewer are free than this share of a batch."),
            releaseThresholdPercent=_number("Some are given back when more are free than this share of a batch."),
            maxIPCount=_number("The most that the node may have."),
        ),
    ),
)
_CUSTOM: Final[dict[tuple[str, str], Json]] = {("acn.azure.com/v1alpha", "NodeNetworkConfig"): _NODE_NETWORK_CONFIG}


def answer(parts: Sequence[str], kinds: Sequence[ApiKind], version: str) -> Json:
    """Return the answer to a path below /openapi: the index, or the document of one group and version."""
    if not parts or parts[0] == "v2":
        raise KubeRefusal(406, "only /openapi/v3 is served, as JSON: `kubectl explain` reads it from version 1.27 on")
    if parts[0] != "v3":
        raise no_such_resource()
    versions = {_path_of(kind.api_version): kind.api_version for kind in kinds}
    if len(parts) == 1:
        return {"paths": {path: _pointer(path, kinds, version) for path in sorted(versions)}}
    found = versions.get("/".join(parts[1:]))
    if found is None:
        raise no_such_resource()
    return _document(found, kinds, version)


def _path_of(api_version: str) -> str:
    return f"{'apis' if '/' in api_version else 'api'}/{api_version}"


def _pointer(path: str, kinds: Sequence[ApiKind], version: str) -> Json:
    served = sorted((kind.api_version, kind.kind) for kind in kinds if _path_of(kind.api_version) == path)
    # Clients keep a document by this.
    digest = hashlib.sha256(json.dumps([version, served]).encode()).hexdigest()[:32]
    return {"serverRelativeURL": f"/openapi/v3/{path}?hash={digest.upper()}"}


def _document(api_version: str, kinds: Sequence[ApiKind], version: str) -> Json:
    paths: Json = {}
    schemas: Json = {}
    for kind in kinds:
        definition = _definition(kind, version) if kind.api_version == api_version else None
        if definition is not None:
            paths |= _paths(kind)
            schemas |= dict(_with_parts(*definition, version))
    return {
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": f"v{version}"},
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def _paths(kind: ApiKind) -> Iterator[tuple[str, Json]]:
    base = f"/{_path_of(kind.api_version)}"
    own = f"{base}/namespaces/{{namespace}}/{kind.plural}" if kind.namespaced else f"{base}/{kind.plural}"
    for path, action in ((own, "list"), (f"{own}/{{name}}", "get")):
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        given = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
        answered = {"200": {"description": "OK"}}
        operation = {_GVK: _gvk(kind), "x-kubernetes-action": action, "parameters": given, "responses": answered}
        yield path, {"get": operation}


def _gvk(kind: ApiKind) -> Json:
    group, _, version = kind.api_version.rpartition("/")
    return {"group": group, "version": version, "kind": kind.kind}


def _definition(kind: ApiKind, version: str) -> tuple[str, Json] | None:
    """Return a kind's schema under its name; nothing where it is known neither to Kubernetes nor here."""
    own = _CUSTOM.get((kind.api_version, kind.kind))
    if own is not None:
        return f"com.azure.acn.{kind.api_version.rpartition('/')[2]}.{kind.kind}", {**own, _GVK: [_gvk(kind)]}
    return next(((name, each) for name, each in _definitions(version).items() if each.get(_GVK) == [_gvk(kind)]), None)


def _with_parts(name: str, definition: Json, version: str) -> Iterator[tuple[str, Json]]:
    """Yield a definition and everything that it refers to, once each."""
    waiting, seen = [(name, definition)], {name}
    while waiting:
        name, definition = waiting.pop()
        for reference in set(_references(definition)) - seen:
            seen.add(reference)
            waiting.append((reference, _definitions(version)[reference]))
        shown = _as_openapi(definition)
        if _GVK in definition:
            for key in ("apiVersion", "kind"):
                shown["properties"][key].pop("enum", None)
        yield name, shown


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix(_THERE)
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def _as_openapi(schema: Any) -> Any:
    """Return a JSON schema in the way that the API server writes it: no null among types, references that are here."""
    if isinstance(schema, list):
        return [_as_openapi(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    shown = {key: _as_openapi(value) for key, value in schema.items()}
    kind, values = schema.get("type"), schema.get("enum")
    if isinstance(kind, list):
        shown["type"] = next(each for each in kind if each != "null")
    if isinstance(values, list):
        shown["enum"] = [each for each in values if each is not None]
    reference = schema.get("$ref")
    if isinstance(reference, str):
        pointer = {"$ref": _HERE + reference.removeprefix(_THERE)}
        del shown["$ref"]
        # OpenAPI 3.0 takes no description beside a reference.
        return {**shown, "allOf": [pointer]} if shown else pointer
    return shown


def _definitions(version: str) -> dict[str, Json]:
    known = utils.all_versions()
    return _loaded(next((each for each in known if utils.major_minor(each) == utils.major_minor(version)), known[-1]))


@cache
def _loaded(version: str) -> dict[str, Json]:
    text: Json = utils.schema_contents(f"kubernetes-json-schema/v{version}-local/_definitions.json", version)
    found: dict[str, Json] = text["$defs"]
    return found
