"""The simulated subscription, as recovery asks it."""

from __future__ import annotations

from aksnet.arm.arm_type import ArmType
from aksnet.recover.cloud import SUCCEEDED, RecoverError
from aksnet.sandbox import kubeconfig
from aksnet.sandbox.kube import objects
from aksnet.sandbox.store import Store


class SimulatedCloud:
    """Answers from the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def state_of(self, kind: ArmType, arm_id: str) -> str | None:
        """Return a resource's provisioning state, or nothing."""
        del kind  # the id says it all
        record = self._store.read().get(arm_id)
        return None if record is None else str(record["outputs"].get("provisioningState") or SUCCEEDED)

    def has_release(self, kubeconfig: str, namespace: str, name: str) -> bool:
        """Tell whether a cluster has a Helm release."""
        cluster = _cluster(kubeconfig)
        key = objects.key("helm.sh/v3", "Release", objects.object_id(namespace, name))
        return key in self._store.read().cluster_objects(cluster)


def _cluster(text: str) -> str:
    cluster = kubeconfig.cluster_id(text)
    if cluster is None:
        raise RecoverError("its kubeconfig is not one of the simulated clusters")
    return cluster
