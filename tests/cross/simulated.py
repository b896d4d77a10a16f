"""Deploy a plan into a simulated subscription without the engine: what the components declare, judged as it comes.

The program runs under mocks, and each Azure resource that it registers is a PUT upon the sandbox, with the sandbox's
answer as its outputs. What is refused is kept and written all the same, so that everything else is judged too. Former
API versions of types, by which the SDK names aliases, are left out: they are nine tenths of a recording's time.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

from google.protobuf import struct_pb2
from pulumi.runtime.proto import resource_pb2

from aksnet.arm.ids import parent_of
from aksnet.plan.records import StackPlan
from aksnet.sandbox import kubeconfig
from aksnet.sandbox.azure import bodies, puts
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.aks_rules import RULES
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.azure.invokes import INVOKES
from aksnet.sandbox.azure.managed_clusters import AGENT_POOL, MANAGED_CLUSTER
from aksnet.sandbox.azure.resource_names import name_fits
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.kube import requests
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription
from aksnet.testing.recorded import plain
from aksnet.testing.recording import Monitor, record, struct_of

Json = dict[str, Any]
NAME: Final = "aks"
"""What the logical names of all resources begin with."""
INSIDE: Final = "inside."
"""Before the rules of what a cluster refuses, and not Azure."""
_AZURE, _KUBERNETES, _PROVIDER = "azure-native:", "kubernetes:", "pulumi:providers:kubernetes"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A resource that the sandbox refuses."""

    resource: str
    """Logical name."""
    rule: str
    """AKS's rule, such as `pools.windows`; for what ARM and other types refuse, the code."""
    refusal: Refusal

    def __str__(self) -> str:
        """Render for the report of a disagreement."""
        return f"{self.rule} ({self.resource}): {self.refusal.code}: {self.refusal.message}"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A resource as a state holds it after a deployment."""

    kind: SimulatedType
    arm_id: str
    inputs: Json
    outputs: Json


@dataclass(kw_only=True)
class Simulation(Monitor):
    """Answers registrations as simulated Azure does."""

    view: Subscription
    answers: Mapping[str, Any] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    state: dict[str, Held] = field(default_factory=dict)
    """Azure's resources by URN."""
    _inside: dict[str, requests.Instance] = field(default_factory=dict)
    """The ways into clusters by the URNs of their providers."""
    _unmade: set[str] = field(default_factory=set)
    """Clusters whose nodes found no address, so that they are without their system pool."""
    _azure: threading.Lock = field(default_factory=threading.Lock)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 the SDK's name
        if not request.type.startswith(_AZURE):
            answered = super().RegisterResource(request)
            with self._azure:
                self._inside_a_cluster(request, answered.urn)
            return answered
        urn = self.urn_of(request)
        with self._azure:
            held = self.registered(request, urn)
            self.state[urn] = held
        answer = struct_pb2.Struct()
        answer.CopyFrom(request.object)
        answer.MergeFrom(struct_of(held.outputs))
        return resource_pb2.RegisterResourceResponse(urn=urn, id=held.arm_id, object=answer)

    def _inside_a_cluster(self, request: Any, urn: str) -> None:
        """Write an object into its cluster, as far as Azure has taken all before it."""
        inputs = plain(request.object)
        if request.type == _PROVIDER:
            text = inputs["kubeconfig"].value
            cluster = kubeconfig.cluster_id(text)
            if cluster is not None:
                self._inside[urn] = _way_into(cluster, text)
        instance = self._inside.get(str(request.provider).rpartition("::")[0])
        in_azure = any(not refused.rule.startswith(INSIDE) for refused in self.refused)
        if not request.type.startswith(_KUBERNETES) or instance is None or in_azure:
            return
        try:
            requests.allow_create(self.view, instance, request.type, inputs)
            reasons = requests.create(self.view, instance, request.type, inputs)[2]
        except Refusal as refusal:
            self._refuse(request.name, f"{INSIDE}{refusal.code}", refusal)
            return
        if reasons:
            self._refuse(
                request.name,
                f"{INSIDE}{'front-end' if inputs.get('kind') == 'Service' else 'pods'}",
                Refusal("Pending", "; ".join(reasons)),
            )

    def registered(self, request: Any, _urn: str) -> Held:
        """Carry out what a registration asks for."""
        return self.created(request.type, request.name, plain(request.object))

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        with self._azure:
            values: dict[str, Any] = {"return": struct_of(INVOKES[request.tok](self.view, plain(request.args)))}
        return resource_pb2.ResourceInvokeResponse(**values)

    def created(self, token: str, name: str, inputs: Json) -> Held:
        """Create a resource and keep what is refused of it."""
        kind = KINDS[token]
        arm_id = kind.id_of(inputs)
        return Held(kind=kind, arm_id=arm_id, inputs=inputs, outputs=self._write(kind, arm_id, name, inputs))

    def _write(self, kind: SimulatedType, arm_id: str, name: str, inputs: Json) -> Json:
        for path, fault in bodies.check(kind.model, kind.arm.body_of(inputs)):
            self._refuse(name, "InvalidBody", Refusal("InvalidBody", f"{path}: {fault}"))
        write = Write(view=self.view, kind=kind, id=arm_id, body=inputs)
        aks = _aks_refusals(write)
        badly_named = name_fits(write) if aks else None
        if badly_named is not None:
            self._refuse(name, badly_named.code, badly_named)
        if parent_of(arm_id) in self._unmade:
            aks.pop("pools.one_system_pool", None)
        for rule, refusal in aks.items():
            self._refuse(name, rule, refusal)
        try:
            puts.allow_new(self.view, kind, arm_id, inputs)
        except Refusal as refusal:
            if not aks:
                self._refuse(name, refusal.code, refusal)
        try:
            return puts.put(self.view, kind, arm_id, inputs)
        except Refusal as refusal:  # what only shows once nodes take their addresses
            self._refuse(name, refusal.code, refusal)
            self._unmade.add(arm_id)
            return {"identity": {}}

    def _refuse(self, name: str, rule: str, refusal: Refusal) -> None:
        self.refused.append(Refused(resource=name, rule=rule, refusal=refusal))


def _way_into(cluster: str, text: str) -> requests.Instance:
    return requests.Instance(
        cluster=cluster,
        kubeconfig=text,
        gives_up=False,
        namespace="default",
        applies=True,
        forces=False,
        mutable=frozenset(),
    )


def _aks_refusals(write: Write) -> dict[str, Refusal]:
    """Return what every rule of AKS answers that refuses, not the first alone."""
    if write.kind is MANAGED_CLUSTER:
        ask = AksRequest.of_cluster(write)
    elif write.kind is AGENT_POOL:
        ask = AksRequest.of_pool(write)
    else:
        return {}
    answers = {f"{rule.__module__.rsplit('_', 1)[1]}.{rule.__name__}": rule(ask) for rule in RULES}
    return {name: refusal for name, refusal in answers.items() if refusal is not None}


def deployed(plan: StackPlan, view: Subscription) -> list[Refused]:
    """Declare a plan upon what exists and return all that is refused, in the order of the writes."""
    simulation = Simulation(view=view)
    declare(plan, simulation)
    return simulation.refused


def declare(plan: StackPlan, simulation: Simulation) -> None:
    """Declare a plan by the components, as the program does, and let a simulation answer."""
    from components.known_later import Later
    from components.platform import Family, declare_platform

    with _without_aliases():
        record(lambda: declare_platform(plan, Family(parent=None, name=NAME), Later()), monitor=simulation)


@contextmanager
def _without_aliases() -> Iterator[None]:
    async def none(*_: object) -> list[Any]:
        return []

    with (
        patch("pulumi.resource.collapse_alias_to_urn", lambda *_: ""),
        patch("pulumi.runtime.resource.prepare_aliases", none),
    ):
        yield
