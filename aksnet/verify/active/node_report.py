"""V20: what single nodes show from inside, read by a privileged pod as `kubectl debug node` makes it.

It only reads, in a namespace of its own that is removed afterwards. The commands are those of the documents in today's
form; they were tried on no real node where this was written, so whatever a node lacks is told and not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from aksnet.verify.active.api import Api, ApiError, Manifest
from aksnet.verify.active.manifests import DEADLINE
from aksnet.verify.active.namespace import LABEL, OWNER, own_namespace
from aksnet.verify.active.node_reading import MARK, notes
from aksnet.verify.active.placement import one_of_each_pool
from aksnet.verify.active.pod_waiting import NotStartedError, create_pod, until_done
from aksnet.verify.active.probe_options import Options
from aksnet.verify.check import Check, Outcome, info, skipped
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_LINES: Final = 20
_LOGS: Final = ("azure-vnet.log", "azure-ipam.log", "azure-cns.log")
_READ: Final = "\n".join(
    (
        f"part() {{ echo; echo '{MARK}'\"$1\"; }}",
        "part links; chroot /host ip -o link show",
        "part addresses; chroot /host ip -o addr show",
        "part routes; chroot /host ip route show",
        "part chains; chroot /host iptables-save -t nat | grep -c '^:KUBE-SVC-'",
        "part conflist",
        "for file in /host/etc/cni/net.d/*.conflist; do",
        '  if [ -e "$file" ]; then echo "--- ${file#/host}"; cat "$file"; echo; fi',
        "done",
        *(f"part 'log {name}'; tail -n {_LINES} /host/var/log/{name} 2>/dev/null" for name in _LOGS),
        "true",
    )
)


def _not_asked(_case: JudgedCluster) -> Outcome:
    return skipped("it runs a privileged pod on nodes: give --node-report")


NODE_REPORT: Final = Check(
    id="V20",
    name="node-report",
    title="What the nodes show from inside",
    proves="Nothing; it shows interfaces, bridge or transparent wiring, routes, kube-proxy's chains or their absence, "
    "the CNI's configuration, and the end of its logs.",
    does_not="That what it shows is right: it judges nothing, and shows one node of each pool unless nodes are named.",
    needs=(Requirement.NODES,),
    run=_not_asked,
)


def report(api: Api, case: JudgedCluster, options: Options) -> Outcome:
    """Read the nodes; one that cannot be read is told."""
    nodes = _wanted(case, options)
    if not nodes:
        return skipped("there is no ready Linux node to look into")
    try:
        with own_namespace(api, "privileged", options.clock) as namespace:
            return _read(api, nodes, options, namespace)
    except NotStartedError as fault:
        return skipped(f"the pods that read the nodes did not end: {fault}")


def _wanted(case: JudgedCluster, options: Options) -> Sequence[str]:
    there = {node.name for node in case.facts.nodes if node.os == "linux"}
    return [name for name in options.nodes if name in there] if options.nodes else one_of_each_pool(case.facts)


def _read(api: Api, nodes: Sequence[str], options: Options, namespace: str) -> Outcome:
    pods = {f"node-{number}": node for number, node in enumerate(nodes)}
    for name, node in pods.items():
        create_pod(api, debug_pod(namespace, name, node, options.image), options.clock)
    until_done(api, namespace, pods, options.patience, options.clock)
    lines = []
    for name, node in pods.items():
        try:
            found = list(notes(api.logs(namespace, name)))
        except ApiError as fault:
            found = [f"could not be read: {fault}"]
        lines += [f"{node}: {line}" for line in found]
    return info(f"read {', '.join(nodes)}", *lines)


def debug_pod(namespace: str, name: str, node: str, image: str) -> Manifest:
    """Return a pod that sees the node's own files and network; it runs there whatever the node's taints say."""
    container: dict[str, Any] = {
        "name": "reader",
        "image": image,
        "command": ["/bin/sh", "-c", _READ],
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"cpu": "200m", "memory": "128Mi"}},
        # iptables-save needs NET_ADMIN and chroot SYS_CHROOT; kubectl debug's profile sysadmin is privileged as well.
        "securityContext": {"privileged": True},
        "volumeMounts": [{"name": "host", "mountPath": "/host", "readOnly": True}],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"namespace": namespace, "name": name, "labels": {LABEL: OWNER}},
        "spec": {
            "activeDeadlineSeconds": DEADLINE,
            "automountServiceAccountToken": False,
            "containers": [container],
            "enableServiceLinks": False,
            "hostNetwork": True,
            "hostPID": True,
            "nodeName": node,
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": 0,
            "tolerations": [{"operator": "Exists"}],
            "volumes": [{"name": "host", "hostPath": {"path": "/"}}],
        },
    }
