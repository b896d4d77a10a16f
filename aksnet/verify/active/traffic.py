"""Start probe pods in a namespace, let them try everything at once, and read what they found.

What an attempt that failed means is in `probes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from aksnet.verify import object_readers
from aksnet.verify.active import manifests
from aksnet.verify.active.api import Api
from aksnet.verify.active.placement import places
from aksnet.verify.active.pod_waiting import create_pod, until_done, until_ready
from aksnet.verify.active.probe_options import Options
from aksnet.verify.active.scripts import PORT, Attempt, Do, ProbeAnswer, answers, arguments, endpoint, seconds
from aksnet.verify.facts import Address, Pod, Service
from aksnet.verify.judged_cluster import JudgedCluster

API_NAME: Final = "kubernetes.default.svc.cluster.local"
_MOST_BALANCERS: Final = 10
_CLIENT: Final = "client"
_FRIEND: Final = "client-friend"
_GUARDED: Final = "server-guarded"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the probe pods found."""

    attempts: tuple[Attempt, ...] = ()
    answers: Mapping[str, ProbeAnswer] = field(default_factory=dict)
    """By the attempt's name; an attempt without an answer was not reached."""
    skipped: Mapping[str, str] = field(default_factory=dict)
    """Probes that cannot be made here, each with the reason."""
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """Where one observation happens."""

    api: Api
    case: JudgedCluster
    options: Options
    namespace: str


def observe(api: Api, case: JudgedCluster, options: Options, namespace: str) -> Seen:
    """Send all the traffic; `ApiError` where the API refuses, `NotStartedError` where pods do not start."""
    nodes = places(api, case.facts)
    if not nodes:
        return Seen(skipped={"": "no ready Linux node takes pods without tolerations"})
    ground = _Ground(api=api, case=case, options=options, namespace=namespace)
    skipped = _not_possible(case, nodes)
    guarded = "policy-deny" not in skipped
    api.create(manifests.service(namespace))
    if guarded:
        # Before the pods that it guards: from their first moment nobody but a friend gets in.
        api.create(manifests.policy(namespace))
    servers = _servers(ground, nodes, guarded)
    plain = [*_of_servers(servers, nodes), *_of_names(options), *_of_balancers(ground)]
    friend = [*_of_guarded(servers, "policy-allow", Do.TALK)] if guarded else []
    plain += [*_of_guarded(servers, "policy-deny", Do.SHUT)] if guarded else []
    plain += [*_of_service(ground)]
    heard = _clients(ground, nodes[0], plain, friend)
    return Seen(attempts=(*plain, *friend), answers=heard, skipped=skipped, nodes=tuple(nodes))


def _not_possible(case: JudgedCluster, nodes: Sequence[str]) -> dict[str, str]:
    skipped = {}
    if len(nodes) < 2:
        skipped["other-node"] = "only one ready Linux node takes pods without tolerations"
    engine = case.expected.policy or case.detection.policy
    if engine in (None, "none"):
        why = "the cluster has no policy engine: nothing enforces a NetworkPolicy"
        skipped |= {"policy-allow": why, "policy-deny": why}
    return skipped


def _servers(ground: _Ground, nodes: Sequence[str], guarded: bool) -> Mapping[str, Pod]:
    wanted = {f"server-{number}": ("open", node) for number, node in enumerate(nodes)}
    if guarded:
        wanted[_GUARDED] = ("guarded", nodes[-1])
    for name, (role, node) in wanted.items():
        made = manifests.server(ground.namespace, name, role=role, node=node, image=ground.options.image)
        create_pod(ground.api, made, ground.options.clock)
    return until_ready(ground.api, ground.namespace, wanted, ground.options.patience, ground.options.clock)


def _clients(
    ground: _Ground, node: str, plain: Sequence[Attempt], friend: Sequence[Attempt]
) -> Mapping[str, ProbeAnswer]:
    clients = {_CLIENT: ("plain", plain), _FRIEND: ("friend", friend)}
    wanted = {name: (role, attempts) for name, (role, attempts) in clients.items() if attempts}
    for name, (role, attempts) in wanted.items():
        made = manifests.client(
            ground.namespace, name, role=role, node=node, image=ground.options.image, arguments=arguments(attempts)
        )
        create_pod(ground.api, made, ground.options.clock)
    patience = ground.options.patience + max(seconds(attempts) for _, attempts in wanted.values())
    until_done(ground.api, ground.namespace, wanted, min(patience, manifests.DEADLINE), ground.options.clock)
    heard: dict[str, ProbeAnswer] = {}
    for name in wanted:
        heard |= answers(ground.api.logs(ground.namespace, name))
    return heard


def _of_servers(servers: Mapping[str, Pod], nodes: Sequence[str]) -> Iterator[Attempt]:
    for number, group in enumerate(("same-node", "other-node")[: len(nodes)]):
        pod = servers[f"server-{number}"]
        yield from _talks(group, pod.addresses, f"pod on node {pod.node}", f"{pod.name} on {pod.node}")


def _of_guarded(servers: Mapping[str, Pod], group: str, do: Do) -> Iterator[Attempt]:
    pod = servers[_GUARDED]
    hears = f"{pod.name} on {pod.node}" if do is Do.TALK else ""
    yield from _talks(group, pod.addresses, f"guarded pod on node {pod.node}", hears, do)


def _of_service(ground: _Ground) -> Iterator[Attempt]:
    item = ground.api.get("Service", manifests.SERVICE, ground.namespace) or {}
    yield from _talks("service", object_readers.service(item).cluster_ips, "ClusterIP of a Service", "server-")


def _talks(group: str, addresses: Sequence[Address], about: str, hears: str, do: Do = Do.TALK) -> Iterator[Attempt]:
    for number, address in enumerate(addresses):
        target = endpoint(address, PORT)
        yield Attempt(name=f"{group}/{number}", do=do, target=target, about=f"{about}, {address}", hears=hears)


def _of_names(options: Options) -> Iterator[Attempt]:
    yield Attempt(name="cluster-names/0", do=Do.NAME, target=API_NAME, about=API_NAME)
    host = urlsplit(options.url).hostname or ""
    if any(letter.isalpha() for letter in host) and ":" not in host:
        yield Attempt(name="world-names/0", do=Do.NAME, target=host, about=host)
    yield Attempt(name="world/0", do=Do.PAGE, target=options.url, about=options.url)


def _of_balancers(ground: _Ground) -> Iterator[Attempt]:
    internal = [each for each in ground.case.facts.services if each.internal and each.front_ends]
    for number, service in enumerate(internal[:_MOST_BALANCERS]):
        port = _port(ground.api, service)
        if port is not None:
            target = endpoint(service.front_ends[0], port)
            about = f"{service} at {service.front_ends[0]}:{port}"
            yield Attempt(name=f"balancer/{number}", do=Do.OPEN, target=target, about=about)


def _port(api: Api, service: Service) -> int | None:
    """The facts have no ports; of a Service with several, the first that speaks TCP."""
    item = api.get("Service", service.name, service.namespace) or {}
    ports = (item.get("spec") or {}).get("ports") or ()
    return next((int(each["port"]) for each in ports if each.get("protocol", "TCP") == "TCP"), None)
