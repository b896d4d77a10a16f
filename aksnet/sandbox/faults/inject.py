"""Puts faults between the engine and the simulated clouds: the providers know nothing of them.

An interceptor of their gRPC methods sees every real create, update and delete. Previews and reads are never struck,
and of the faults only a kill strikes what happens inside a cluster. What somebody does beside the
program, such as a change of credentials, comes before the run begins.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from aksnet.engine.urns import name_of, type_of
from aksnet.sandbox.azure import cluster_credentials as credentials
from aksnet.sandbox.azure.identity import ROLE_ASSIGNMENT
from aksnet.sandbox.azure.managed_clusters import AGENT_POOL, MANAGED_CLUSTER
from aksnet.sandbox.faults.spec import RETRIES, Fault
from aksnet.sandbox.kube.managers import KUBECTL_SCALE, written_by
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Store
from aksnet.sandbox.wire import encode

_WRITES: Final = ("Create", "Update", "Delete")
# azure-native waits 20, 60 and 120 seconds before it asks again; a thousandth shows the order of things as well.
_WAITS: Final = (0.02, 0.06, 0.12)
_SAVED_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.005
_CLUSTERS: Final = (MANAGED_CLUSTER.arm.token, AGENT_POOL.arm.token)
_CREDENTIALS: Final = {"rotate-ca": credentials.rotated, "rename-server": credentials.renamed}
Handler = Callable[[Any, grpc.ServicerContext], Any]


class Faults(grpc.ServerInterceptor):  # type: ignore[type-arg] # generic in the stubs only
    """The faults of one run, and the count of its operations."""

    def __init__(self, faults: Iterable[Fault], store: Store) -> None:
        self._faults = tuple(faults)
        self._store = store
        self._lock = threading.Lock()
        self._struck: Counter[tuple[Fault, str]] = Counter()
        self._cluster_writes = 0
        self.operations = 0
        """Writes that a cloud has done."""
        self.killed: str | None = None
        """How the engine was killed, once it was."""
        self.kill: Callable[[], None] = lambda: None
        self.saved: Callable[[str, str], bool] = lambda _method, _urn: True
        self._show_roles()
        self._change_credentials()
        self._scale()

    @property
    def kills(self) -> bool:
        """Whether one of the faults ends the engine."""
        return any(fault.kills for fault in self._faults)

    def idle(self) -> tuple[str, ...]:
        """Return the faults that matched no operation, as they were written."""
        met = {fault for fault, _urn in self._struck}
        return tuple(fault.text for fault in self._faults if fault not in met)

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler[Any, Any] | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        """Wrap the methods that write."""
        handler = continuation(handler_call_details)
        method = str(handler_call_details.method).rsplit("/", 1)[-1]
        inner = handler.unary_unary if handler is not None else None
        if handler is None or inner is None or method not in _WRITES:
            return handler

        def call(request: Any, context: grpc.ServicerContext) -> Any:
            if getattr(request, "preview", False):
                return inner(request, context)
            return self._write(method, request, context, inner)

        return grpc.unary_unary_rpc_method_handler(
            call,
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    def _write(self, method: str, request: Any, context: grpc.ServicerContext, inner: Handler) -> Any:
        urn = str(request.urn)
        if type_of(urn) in _CLUSTERS:
            self._cluster_write()
        self._before(urn, context)
        response = inner(request, context)
        with self._lock:
            self.operations += 1
            number = self.operations
        self._kill_at(number, method, urn)
        if method == "Create":
            self._after(urn, response, context)
        return response

    def _strikes(self, kind: str, urn: str) -> bool:
        """Return whether a fault strikes now, and count it."""
        if not type_of(urn).startswith("azure-native:"):
            return False
        with self._lock:
            for fault in self._faults:
                hit = fault.kind == kind and fault.meets(type_of(urn), name_of(urn))
                if hit and self._struck[fault, urn] < fault.count:
                    self._struck[fault, urn] += 1
                    return True
        return False

    def _before(self, urn: str, context: grpc.ServicerContext) -> None:
        """Refuse before anything is written."""
        for kind, refusal in (("throttle", _THROTTLED), ("conflict", _BUSY)):
            tries = 0
            while self._strikes(kind, urn):
                if tries == RETRIES:
                    _refuse(context, refusal)
                time.sleep(_WAITS[tries])
                tries += 1
        cluster = type_of(urn) == MANAGED_CLUSTER.arm.token
        if self._strikes("quota", urn):
            _refuse(context, _CLUSTER_QUOTA if cluster else _QUOTA)
        if self._strikes("capacity", urn):
            _refuse(context, _NO_ROOM if cluster else _NO_SKU)

    def _after(self, urn: str, response: Any, context: grpc.ServicerContext) -> None:
        """Spoil a create that the cloud has done."""
        if self._strikes("lost", urn):
            _refuse(context, _LOST)
        if self._strikes("partial", urn):
            self._fail_partially(response, context)
        if type_of(urn) == ROLE_ASSIGNMENT.arm.token and self._strikes("role-delay", urn):
            self._mark(str(response.id), visible=False)

    def _fail_partially(self, response: Any, context: grpc.ServicerContext) -> NoReturn:
        with self._store.change() as view:
            record = view.get(response.id)
            outputs = {**(record["outputs"] if record else {}), "provisioningState": "Failed"}
            if record is not None:
                view.put({**record, "outputs": outputs})
        detail = provider_pb2.ErrorResourceInitFailed(
            id=response.id,
            properties=encode(outputs),
            inputs=encode(record["inputs"] if record else {}),
            reasons=[str(_FAILED)],
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(_FAILED))
        status.details.add().Pack(detail)
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(grpc.StatusCode.UNKNOWN, str(_FAILED))
        raise AssertionError("abort always raises")

    def _kill_at(self, number: int, method: str, urn: str) -> None:
        for fault in self._faults:
            if not fault.kills or fault.count != number:
                continue
            self._struck[fault, urn] += 1
            words = "after" if fault.kind == "kill-after" else "during"
            self.killed = (
                f"the engine was killed {words} operation {number}, {method.lower()} of {name_of(urn)} (fault)"
            )
            if fault.kind == "kill-during":
                self.kill()
            else:
                threading.Thread(target=self._kill_when_saved, args=(method, urn), daemon=True).start()

    def _kill_when_saved(self, method: str, urn: str) -> None:
        until = time.monotonic() + _SAVED_SECONDS
        while not self.saved(method, urn) and time.monotonic() < until:
            time.sleep(_POLL_SECONDS)
        self.kill()

    def _cluster_write(self) -> None:
        """Let assignments count that were late for as many writes of clusters as asked."""
        with self._lock:
            self._cluster_writes += 1
        late = max((fault.count for fault in self._faults if fault.kind == "role-delay"), default=0)
        if late and self._cluster_writes > late:
            self._show_roles()

    def _change_credentials(self) -> None:
        """Give clusters another certificate authority or server name, as somebody does between two runs."""
        for fault in self._faults:
            change = _CREDENTIALS.get(fault.kind)
            if change is None:
                continue
            with self._store.change() as view:
                for record in view.of_type(MANAGED_CLUSTER.arm.name):
                    if fault.meets(MANAGED_CLUSTER.arm.token, record["id"].rsplit("/", 1)[-1]):
                        view.put(change(record))
                        self._struck[fault, record["id"]] += 1

    def _scale(self) -> None:
        """Scale Deployments, as somebody does beside the program."""
        for fault in (each for each in self._faults if each.kind == "scale"):
            with self._store.change() as view:
                for objects in view.objects.values():
                    for key, record in objects.items():
                        name = record["id"].rsplit("/", 1)[-1]
                        if record["kind"] == "Deployment" and fault.meets("kubernetes:apps/v1:Deployment", name):
                            objects[key] = written_by(record, ("spec", "replicas"), fault.count, KUBECTL_SCALE)
                            self._struck[fault, key] += 1

    def _show_roles(self) -> None:
        for record in self._store.read().of_type(ROLE_ASSIGNMENT.arm.name):
            if record["outputs"].get("visible") is False:
                self._mark(record["id"], visible=True)

    def _mark(self, arm_id: str, *, visible: bool) -> None:
        with self._store.change() as view:
            record = view.get(arm_id)
            if record is not None:
                outputs = {key: value for key, value in record["outputs"].items() if key != "visible"}
                view.put({**record, "outputs": outputs if visible else {**outputs, "visible": False}})


_THROTTLED: Final = Refusal("TooManyRequests", "The request is being throttled (429). Try again later.")
_BUSY: Final = Refusal(
    "AnotherOperationInProgress", "Another operation on this or dependent resource is in progress (409)."
)
_LOST: Final = Refusal("InternalServerError", "The server encountered an internal error (500). Please try again.")
_FAILED: Final = Refusal("ProvisioningFailed", "The resource ended in the provisioning state Failed.")
# https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-resource-quota
_QUOTA: Final = Refusal("QuotaExceeded", "Operation could not be completed as it results in exceeding approved quota.")
# https://learn.microsoft.com/azure/aks/quotas-skus-regions
_CLUSTER_QUOTA: Final = Refusal(
    "ManagedClusterCountExceedsQuotaLimit", "The number of managed clusters exceeds the quota of the subscription."
)
# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/error-code-allocationfailed
_NO_ROOM: Final = Refusal("AllocationFailed", "Allocation failed: there is not enough capacity for the VM size here.")
# https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-sku-not-available
_NO_SKU: Final = Refusal("SkuNotAvailable", "The requested size is currently not available in this location.")


def _refuse(context: grpc.ServicerContext, refusal: Refusal) -> NoReturn:
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(refusal))
    raise AssertionError("abort always raises")
