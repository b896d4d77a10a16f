# ruff: noqa: N802 - gRPC names its methods in CamelCase
"""The azure-native provider as the engine sees it.

It checks, compares, creates, reads, updates and deletes by the rows in `KINDS`; what each type means is there.
"""

from __future__ import annotations

import base64
import hashlib
import time
import uuid
from typing import Final

from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from aksnet.arm.values import Json
from aksnet.engine.marks import UNKNOWN
from aksnet.engine.urns import name_of, type_of
from aksnet.sandbox.azure import (
    bodies,
    groups,
    identity,
    maintenance_configurations,
    nat_and_addresses,
    native_diff,
    peerings,
    puts,
)
from aksnet.sandbox.azure import managed_clusters as clusters
from aksnet.sandbox.azure import network_resources as network
from aksnet.sandbox.azure import resource_reading as reading
from aksnet.sandbox.azure import virtual_networks as subnets
from aksnet.sandbox.azure.invokes import INVOKES
from aksnet.sandbox.azure.resource_type import SimulatedType
from aksnet.sandbox.diff_response import answered, respond
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.service import Context, Provider, config_of, failures, guarded
from aksnet.sandbox.store import Store, Subscription
from aksnet.sandbox.wire import decode, encode

KINDS: Final[dict[str, SimulatedType]] = {
    kind.arm.token: kind
    for kinds in (
        groups.KINDS,
        subnets.KINDS,
        peerings.KINDS,
        network.KINDS,
        nat_and_addresses.KINDS,
        identity.KINDS,
        clusters.KINDS,
        maintenance_configurations.KINDS,
    )
    for kind in kinds
}


def kind_of(urn: str) -> SimulatedType:
    """Return the row of a resource's type; other types are refused by name."""
    token = type_of(urn)
    kind = KINDS.get(token)
    if kind is None:
        raise Refusal(
            "UnknownResourceType",
            f"the sandbox does not know the type {token} (resource {name_of(urn)}). It knows: "
            f"{', '.join(sorted(KINDS))}.",
        )
    return kind


class AzureProvider(Provider):
    """Simulated azure-native, over one subscription."""

    package = "pulumi_azure_native"

    def __init__(self, store: Store, kubeconfig: str | None = None) -> None:
        self._store = store
        self._kubeconfig = kubeconfig
        self._location: dict[str, str] = {}

    @guarded
    def DiffConfig(self, request: provider_pb2.DiffRequest, _context: Context) -> provider_pb2.DiffResponse:
        """Another subscription means other resources; everything else is an update."""
        return respond(decode(request.old_inputs), decode(request.news), replace_on=("subscriptionId",))

    @guarded
    def Configure(self, request: provider_pb2.ConfigureRequest, context: Context) -> provider_pb2.ConfigureResponse:
        """Remember the location; each provider instance is one connection."""
        self._location[context.peer()] = str(config_of(request).get("location") or "")
        return self.configured()

    @guarded
    def Invoke(self, request: provider_pb2.InvokeRequest, _context: Context) -> provider_pb2.InvokeResponse:
        """Answer a function call."""
        answer = INVOKES.get(request.tok)
        if answer is None:
            raise Refusal("UnknownFunction", f"the sandbox does not know the function {request.tok}")
        arguments = {key: value for key, value in decode(request.args).items() if value is not None}
        given = answer(self._store.read(), arguments)
        if self._kubeconfig is not None and "kubeconfigs" in given:
            # A real cluster stands for the simulated one.
            value = base64.b64encode(self._kubeconfig.encode()).decode()
            given = {"kubeconfigs": [{**each, "value": value} for each in given["kubeconfigs"]]}
        response = provider_pb2.InvokeResponse()
        # `return` is a word of Python: the field has no keyword.
        getattr(response, "return").CopyFrom(encode(given))
        return response

    @guarded
    def Check(self, request: provider_pb2.CheckRequest, context: Context) -> provider_pb2.CheckResponse:
        """Check the request body; fill in the name and location that azure-native fills in."""
        kind = kind_of(request.urn)
        inputs = {key: value for key, value in decode(request.news).items() if value is not None}
        own = kind.arm.own_name
        if own not in inputs:
            inputs[own] = decode(request.olds).get(own) or _made_up_name(kind, request)
        location = self._location.get(context.peer())
        if kind.arm.located and "location" not in inputs and location:
            inputs["location"] = location
        problems = [
            (name, "required property is missing") for name in kind.arm.parameters if inputs.get(name) in (None, "")
        ]
        problems += bodies.check(kind.model, kind.arm.body_of(inputs))
        return provider_pb2.CheckResponse(inputs=encode(inputs), failures=failures(problems))

    @guarded
    def Diff(self, request: provider_pb2.DiffRequest, _context: Context) -> provider_pb2.DiffResponse:
        """Return what changed and what of it replaces: path parameters always do."""
        kind = kind_of(request.urn)
        old, new, outputs = decode(request.old_inputs), decode(request.news), decode(request.olds)
        found = native_diff.judged(kind.arm, old, new, outputs)
        return answered(each for each in found if not each[0].under(tuple(request.ignoreChanges)))

    @guarded
    def Create(self, request: provider_pb2.CreateRequest, _context: Context) -> provider_pb2.CreateResponse:
        """PUT a resource that must not exist yet."""
        kind = kind_of(request.urn)
        inputs = decode(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=encode(_previewed(kind, inputs, {})))
        arm_id = kind.id_of(inputs)
        with self._store.exclusive(kind.holds(arm_id), arm_id), self._store.claimed(kind.claims(inputs), arm_id):
            # Azure looks when the request comes, and what is written counts when it is done.
            puts.allow_new(self._store.read(), kind, arm_id, inputs)
            time.sleep(kind.seconds)
            with self._store.change() as view:
                puts.allow_new(view, kind, arm_id, inputs)
                outputs = puts.put(view, kind, arm_id, inputs)
        return provider_pb2.CreateResponse(id=arm_id, properties=encode(outputs))

    @guarded
    def Update(self, request: provider_pb2.UpdateRequest, _context: Context) -> provider_pb2.UpdateResponse:
        """PUT a resource over itself."""
        kind = kind_of(request.urn)
        inputs = decode(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=encode(_previewed(kind, inputs, decode(request.olds))))
        with self._store.exclusive(kind.holds(request.id), request.id):
            time.sleep(kind.seconds)
            with self._store.change() as view:
                record = kind.found(view, request.id)
                puts.allow(view, kind, request.id, inputs, record["inputs"] if record else None)
                outputs = puts.put(view, kind, request.id, inputs)
        return provider_pb2.UpdateResponse(properties=encode(outputs))

    @guarded
    def Read(self, request: provider_pb2.ReadRequest, _context: Context) -> provider_pb2.ReadResponse:
        """GET a resource; an empty answer means that it is gone."""
        kind, view = kind_of(request.urn), self._store.read()
        record = kind.found(view, request.id)
        if record is None:
            return provider_pb2.ReadResponse()
        known, old = decode(request.inputs), decode(request.properties)
        if known or old:
            inputs, outputs = reading.refreshed(view, kind, record, known, old)
        else:
            inputs, outputs = reading.imported(view, kind, record)
        return provider_pb2.ReadResponse(id=record["id"], properties=encode(outputs), inputs=encode(inputs))

    @guarded
    def Delete(self, request: provider_pb2.DeleteRequest, _context: Context) -> empty_pb2.Empty:
        """DELETE a resource; one that is gone already is no fault."""
        kind = kind_of(request.urn)
        with self._store.exclusive(kind.holds(request.id), request.id):
            time.sleep(kind.seconds)
            with self._store.change() as view:
                record = kind.found(view, request.id)
                if record is not None:
                    puts.delete(view, kind, record)
        return empty_pb2.Empty()


def _made_up_name(kind: SimulatedType, request: provider_pb2.CheckRequest) -> str:
    """Make up a name as azure-native does: random, but the same for the same seed."""
    seed = hashlib.sha256(request.randomSeed + request.urn.encode()).hexdigest()
    if kind.arm.own_name == "roleAssignmentName":
        return str(uuid.UUID(seed[:32]))
    return f"{name_of(request.urn)}{seed[:8]}"


def _previewed(kind: SimulatedType, inputs: Json, old: Json) -> Json:
    """Answer a preview: what was sent is known, what Azure makes up is not, unless it was there before."""
    outputs: Json = {**kind.arm.body_of(inputs), "type": kind.arm.name, "azureApiVersion": kind.arm.api_version}
    outputs |= {name: inputs.get(name, UNKNOWN) for name in kind.arm.body_parameters}
    outputs["name"] = inputs.get(kind.arm.own_name, UNKNOWN)
    # A plain value comes back as it was sent; a list or an object may come back with more in it.
    computed = [
        name for name in kind.outputs(Subscription(), "/", {}) if isinstance(outputs.get(name), dict | list | None)
    ]
    return outputs | {name: old.get(name, UNKNOWN) for name in computed}
