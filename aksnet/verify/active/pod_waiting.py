"""Wait for pods of our own, and say what keeps one from starting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from aksnet.errors import AksnetError
from aksnet.verify import object_readers
from aksnet.verify.active.api import Api, ApiError, Manifest
from aksnet.verify.active.probe_options import Clock
from aksnet.verify.facts import Pod

_PAUSE = 2.0
_ACCOUNT_WITHIN = 20.0
_HEARD_WITHIN = 20.0


class NotStartedError(AksnetError):
    """Pods did not get as far as they should; the text says which, and why as far as the cluster tells."""

    def __init__(self, why: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"pod {name}: {reason}" for name, reason in why.items()))
        self.why = why


def create_pod(api: Api, manifest: Manifest, clock: Clock) -> None:
    """Create a pod; in a new namespace it is refused until its default service account is there."""
    until = clock.now() + _ACCOUNT_WITHIN
    while True:
        try:
            return api.create(manifest)
        except ApiError as fault:
            if "serviceaccount" not in str(fault).lower() or clock.now() >= until:
                raise
        clock.sleep(1.0)


def until_ready(api: Api, namespace: str, names: Iterable[str], patience: float, clock: Clock) -> Mapping[str, Pod]:
    """Return the pods once all of them are ready and have addresses."""
    return _until(lambda pod: pod.ready and pod.has_address, api, namespace, names, patience, clock)


def until_done(api: Api, namespace: str, names: Iterable[str], patience: float, clock: Clock) -> Mapping[str, Pod]:
    """Return the pods once all of them have ended, well or not.

    What they found is in their logs: the log of one that runs is asked for at once, and where it is not to be had
    (`ApiError`) nobody waits for the end.
    """
    heard: set[str] = set()

    def ended(pod: Pod) -> bool:
        if pod.phase == "Running" and pod.name not in heard:
            _hear(api, namespace, pod.name, clock)
            heard.add(pod.name)
        return pod.phase in ("Succeeded", "Failed")

    return _until(ended, api, namespace, names, patience, clock)


def _hear(api: Api, namespace: str, name: str, clock: Clock) -> None:
    until = clock.now() + _HEARD_WITHIN
    while True:
        try:
            api.logs(namespace, name)
        except ApiError as fault:
            if fault.refused or clock.now() >= until:
                text = (
                    f"what pods find is read from their logs, and pod {name} runs but its log cannot be read: {fault}"
                )
                raise ApiError(text, fault.status) from fault
        else:
            return
        clock.sleep(_PAUSE)


def _until(
    far_enough: Callable[[Pod], bool],
    api: Api,
    namespace: str,
    names: Iterable[str],
    patience: float,
    clock: Clock,
) -> Mapping[str, Pod]:
    until, there, missing = clock.now() + patience, dict[str, Pod](), dict.fromkeys(names, "")
    while missing:
        for name in list(missing):
            item = api.get("Pod", name, namespace)
            pod = object_readers.pod(item) if item is not None else None
            if pod is not None and far_enough(pod):
                there[name] = pod
                del missing[name]
            else:
                missing[name] = _why(pod)
                if pod is not None and pod.phase == "Failed":
                    raise NotStartedError({name: missing[name]})
        if not missing:
            break
        if clock.now() >= until:
            raise NotStartedError(missing)
        clock.sleep(_PAUSE)
    return there


def _why(pod: Pod | None) -> str:
    if pod is None:
        return "it is gone"
    return pod.why_waiting or f"phase {pod.phase}, {'with' if pod.addresses else 'without'} an address"
