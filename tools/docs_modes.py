"""Writes `docs/modes.md` from the table of modes, the planner and the formulas; `make docs` calls it.

Nothing in the page is kept by hand: profiles and roles come from a sample plan of each mode, sentences from
`aksnet.report.mode_words`, numbers from `aksnet.report.worked`. How to use the project is in README.md.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from aksnet.azure.axes import IpFamily, OsType, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.azure.mode_changes import in_place_from
from aksnet.azure.modes import DEFAULT_MODE, MODES
from aksnet.plan.cluster_ranges import node_ranges, pod_ranges
from aksnet.plan.profile import network_profile
from aksnet.plan.records import ClusterPlan, StackPlan
from aksnet.planning import make_plan
from aksnet.report.mode_words import forbids, interfaces, kube_proxy, limits, pod_addresses, policy_notes, share_of_node
from aksnet.report.worked import Worked, training, worked
from aksnet.settings.problems import one_of

_SIZES = ((3, 1), (50, 1))
"""Nodes and surge of the worked numbers."""

_HEAD = f"""\
# Network modes

<!-- Generated from aksnet/azure/modes.py. Renew with: make docs -->

A cluster gets its network mode when it is created, and there are {len(MODES)} to choose from. They differ in three
things: where a pod's address comes from, which data plane carries its traffic, and whether there is IPv6. All of them
are one key in a stack file, `mode`, and `{DEFAULT_MODE}` is what you get without it.

`aksnet suggest` makes the choice for you from what you need, `aksnet calc` works out the addresses of one pool, and
`aksnet plan` shows those of a whole stack.
"""

_RANGES = """\
## Which address you will see

What a running cluster shows in each mode, with this project's default ranges. Two things are the same everywhere: pods
on the host network, such as kube-proxy and the CNI's agents, have their node's address, and Services have addresses of
the Service range 10.0.0.0/16. There 10.0.0.1 is the API server's Service `kubernetes`, and 10.0.0.10 is the DNS. An
internal load balancer takes its front end from a subnet; a public one has a public address.

With LocalDNS names are asked of the node itself: pods ask 169.254.10.11, the kubelet and pods with `dnsPolicy: Default`
169.254.10.10. A pool's `localDns` says whether it runs. Where nothing is said, AKS turns it on from Kubernetes 1.36 on
where nodes have four vCPUs or more, unless Cilium or Calico enforces policies or the CNI is your own
([release notes](https://github.com/Azure/AKS/blob/master/CHANGELOG.md) of 2026-05-29).
"""

_RANGES_END = """\
Pods of kubenet and overlay look alike from inside. To tell them apart: kubenet has a route table with one route per
node; overlay has no such routes, and a NodeNetworkConfig per node in `kube-system` instead. Where pods take addresses
of a subnet, an empty `.spec.podCIDR` is no fault. What proves Cilium is an agent on every node and no kube-proxy.
"""

_FORMULAS = """\
## How addresses are counted

Azure keeps five addresses of every subnet, the first four and the last. Nodes count at the autoscaler's maximum, plus
the extra nodes of an upgrade (the surge): AKS adds all of that up before it starts anything, and refuses what would not
fit (`InsufficientSubnetSize`). Below, *n* is nodes, *s* surge nodes, *m* pods per node.

| where pods live | node subnet | beside it |
| --- | --- | --- |
| node subnet | (n + s) x (1 + m) | – |
| pod subnet, dynamic | n + s | pod subnet: (n + s) x (1 + 16) before any pod runs; full: (n + s) x (1 + m) |
| pod subnet, /28 blocks | n + s | pod subnet: (n + s) x 16 for each started 16 of m + 1, and 32 for the two edges |
| pod CIDR (kubenet, overlay) | n + s | pod CIDR: (n + s) x 256, a /24 for each node |
| a CNI of your own | n + s | as the CNI has it |

In a dynamic pod subnet a node asks for 16 addresses more whenever fewer than 8 are free, but for no more than pods may
run on it. One address more is its network container's: a real cluster's NodeNetworkConfig shows it beside the 16 of the
first batch, and no page of Microsoft's states it. If it did not count, each node would need one address less.
"""


def modes_page() -> str:
    """Return the whole page."""
    samples = {mode.name: _sample(mode) for mode in MODES.values()}
    parts = [
        _HEAD,
        _table(
            ("mode", "choose this when"),
            ((f"[{mode.name}](#{mode.name})", mode.choose_when) for mode in MODES.values()),
        ),
        _table(
            ("mode", "data plane", "pod addresses", "IP", "pods a node", "nodes", "Windows", "policies", "NAT gateway"),
            map(_compared, MODES.values()),
        ),
        _RANGES,
        _table(
            ("mode", "node", "pod", "a node's share of the pods' range", "kube-proxy", "links on the node"),
            (_seen(mode, samples[mode.name]) for mode in MODES.values()),
        ),
        _RANGES_END,
        _FORMULAS,
        *(_section(mode, samples[mode.name]) for mode in MODES.values()),
    ]
    return "\n".join(parts)


def _sample(mode: Mode) -> StackPlan:
    return make_plan({"clusters": {"dev": {"mode": mode.name}}}, stack="dev", location="westeurope")


def _compared(mode: Mode) -> tuple[str, ...]:
    pods = mode.max_pods
    return (
        mode.name,
        mode.data_plane or "–",
        mode.pods,
        " + ".join(mode.families),
        f"{pods.default} ({pods.least}–{pods.most})",
        f"{mode.node_ceiling:,}",
        _tick(OsType.WINDOWS in mode.os_types),
        one_of(mode.policies) or "the CNI's own",
        "yours" if IpFamily.IPV6 in mode.families else "yes",
    )


def _tick(holds: bool) -> str:
    return "yes" if holds else "no"


def _seen(mode: Mode, plan: StackPlan) -> tuple[str, ...]:
    cluster = plan.clusters[0]
    pods = (
        "the CNI's own"
        if mode.pods is PodAddresses.CNI_OWN
        else " and ".join(map(str, pod_ranges(cluster, plan.network)))
    )
    nodes = " and ".join(map(str, node_ranges(cluster, plan.network)))
    return mode.name, nodes, pods, share_of_node(mode), kube_proxy(mode), interfaces(mode)


def _section(mode: Mode, plan: StackPlan) -> str:
    cluster = plan.clusters[0]
    default = " It is the default." if mode.name == DEFAULT_MODE else ""
    lines = [
        f"## {mode.name}",
        "",
        f"{mode.summary[:1].upper()}{mode.summary[1:]}.{default if 'default' not in mode.summary else ''}",
        "",
        f"**Choose this when** {mode.choose_when}.",
        "",
    ]
    if mode.retirement is not None:
        retirement = mode.retirement
        lines += [
            f"**Retires on {retirement.on}.** Way out: {retirement.way_out} ([details]({retirement.page})).",
            "",
        ]
    lines += ["**Addresses.** " + _addresses(mode), "", "**Limits**", "", *_bullets(limits(mode)), ""]
    lines += ["**Offers**", "", *_bullets(_offers(mode)), "", "**Rules out**", "", *_bullets(forbids(mode)), ""]
    lines += ["**What Azure is sent** as `networkProfile`, with nothing but `mode` written:", "", _profile(cluster), ""]
    lines += ["**Permissions** of the cluster's identity, which the stack grants:", "", _roles(cluster)]
    lines += [f"**Formulas**, worked out for {mode.max_pods.default} pods a node:", "", _worked(mode)]
    lines += [*_training(mode), f"Azure's page: <{mode.page}>", ""]
    return "\n".join(lines)


def _addresses(mode: Mode) -> str:
    families = " Nodes, pods and Services have an IPv6 address beside it." if IpFamily.IPV6 in mode.families else ""
    return f"A node's comes from the node subnet, a pod's from {pod_addresses(mode)}.{families}"


def _offers(mode: Mode) -> Iterator[str]:
    if mode.policies:
        notes = "".join(f"; {note}" for note in policy_notes(mode))
        yield f"network policies: {one_of(f'`{policy}`' for policy in mode.policies)}, the first by default{notes}"
    else:
        yield "network policies: whatever the CNI brings"
    yield f"node pools: {one_of(mode.os_types)}"
    note = "; the NAT gateway is then yours, because the one that a stack creates carries IPv4 only"
    egress = one_of(f"`{outbound}`" for outbound in mode.outbounds)
    yield f"egress: {egress}{note if IpFamily.IPV6 in mode.families else ''}"
    if mode.network_modes:
        yield f"`networkMode`: {one_of(f'`{each}`' for each in mode.network_modes)}; best left unset"
    if after := in_place_from(mode.name):
        way = "by `az aks update`; `pulumi up` would replace the cluster"
        yield f"a change in place to {_links(after)}, {way}"


def _links(names: Iterable[str]) -> str:
    return " or ".join(f"[{name}](#{name})" for name in names)


def _profile(cluster: ClusterPlan) -> str:
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in network_profile(cluster).items()]
    return "```json\n{\n" + ",\n".join(lines) + "\n}\n```"


def _roles(cluster: ClusterPlan) -> str:
    rows = ((role.role, f"{role.target} `{role.target_name}`", role.reason) for role in cluster.roles)
    return _table(("role", "on", "because"), rows)


def _worked(mode: Mode) -> str:
    m = mode.max_pods.default
    sizes = [worked(mode, nodes=nodes, surge=surge, max_pods=m) for nodes, surge in _SIZES]
    heads = [f"{nodes} nodes, surge {surge}" for nodes, surge in _SIZES]
    rows = [(each[0].what, *map(_reckoned, each), each[0].because) for each in zip(*sizes, strict=True)]
    return _table(("range", *heads, "why"), rows)


def _reckoned(one: Worked) -> str:
    return f"{one.formula} = {one.addresses:,}, so a /{one.length}"


def _training(mode: Mode) -> Iterator[str]:
    nodes, surge = _SIZES[0]
    m = mode.max_pods.default
    thumb = training(mode, nodes=nodes, surge=surge, max_pods=m)
    needed = worked(mode, nodes=nodes, surge=surge, max_pods=m)[0]
    if thumb is None:
        return
    yield (
        f"Trainings often teach nodes x pods + reserved, here {thumb.formula} = {thumb.addresses}. AKS counts "
        f"{thumb.aks} and wants Azure's five on top: the short formula {thumb.because}. A /{needed.length + 1} would "
        f"be {needed.short} address{'es' if needed.short > 1 else ''} too small."
    )
    yield ""


def _bullets(lines: Iterable[str]) -> list[str]:
    return [f"- {line}" for line in lines]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _ in heads)} |"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"
