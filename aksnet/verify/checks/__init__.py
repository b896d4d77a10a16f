"""Every check in the order of reports, which is that of their numbers. A new check is a new file and its row here.

Checks that make pods of their own are not here: they run only when asked for, from `aksnet.verify.active`.
"""

from __future__ import annotations

from aksnet.verify.check import Check
from aksnet.verify.checks.azure_cns import AZURE_CNS
from aksnet.verify.checks.calico import CALICO
from aksnet.verify.checks.cilium_agents import CILIUM_AGENTS
from aksnet.verify.checks.detected_mode import DETECTED_MODE
from aksnet.verify.checks.egress import EGRESS
from aksnet.verify.checks.forwarding import FORWARDING
from aksnet.verify.checks.headroom import HEADROOM
from aksnet.verify.checks.host_network import HOST_NETWORK
from aksnet.verify.checks.kube_proxy import KUBE_PROXY
from aksnet.verify.checks.load_balancers import LOAD_BALANCERS
from aksnet.verify.checks.network_monitor import NETWORK_MONITOR
from aksnet.verify.checks.nginx import NGINX
from aksnet.verify.checks.node_labels import NODE_LABELS
from aksnet.verify.checks.node_ranges import NODE_RANGES
from aksnet.verify.checks.nodes import NODES
from aksnet.verify.checks.pod_addresses import POD_ADDRESSES
from aksnet.verify.checks.policy_engine import POLICY_ENGINE
from aksnet.verify.checks.roles import ROLES
from aksnet.verify.checks.routes import ROUTES
from aksnet.verify.checks.services import SERVICES
from aksnet.verify.checks.system_workloads import SYSTEM_WORKLOADS
from aksnet.verify.checks.unique_addresses import UNIQUE_ADDRESSES

CHECKS: tuple[Check, ...] = (
    NODES,
    POD_ADDRESSES,
    HOST_NETWORK,
    SERVICES,
    CILIUM_AGENTS,
    KUBE_PROXY,
    AZURE_CNS,
    CALICO,
    NODE_RANGES,
    ROUTES,
    NETWORK_MONITOR,
    NODE_LABELS,
    SYSTEM_WORKLOADS,
    NGINX,
    LOAD_BALANCERS,
    ROLES,
    DETECTED_MODE,
    FORWARDING,
    UNIQUE_ADDRESSES,
    HEADROOM,
    POLICY_ENGINE,
    EGRESS,
)
