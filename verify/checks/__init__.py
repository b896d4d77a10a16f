"""Every check in the order of reports, which is that of their numbers. A new check is a new file and its row here.

Checks that make pods of their own are not here: they run only when asked for, from `verify.active`.
"""

from __future__ import annotations

from verify.check import Check
from verify.checks.azure_cns import AZURE_CNS
from verify.checks.calico import CALICO
from verify.checks.cilium_agents import CILIUM_AGENTS
from verify.checks.detected_mode import DETECTED_MODE
from verify.checks.egress import EGRESS
from verify.checks.forwarding import FORWARDING
from verify.checks.headroom import HEADROOM
from verify.checks.host_network import HOST_NETWORK
from verify.checks.kube_proxy import KUBE_PROXY
from verify.checks.load_balancers import LOAD_BALANCERS
from verify.checks.network_monitor import NETWORK_MONITOR
from verify.checks.nginx import NGINX
from verify.checks.node_labels import NODE_LABELS
from verify.checks.node_ranges import NODE_RANGES
from verify.checks.nodes import NODES
from verify.checks.pod_addresses import POD_ADDRESSES
from verify.checks.policy_engine import POLICY_ENGINE
from verify.checks.roles import ROLES
from verify.checks.routes import ROUTES
from verify.checks.services import SERVICES
from verify.checks.system_workloads import SYSTEM_WORKLOADS
from verify.checks.unique_addresses import UNIQUE_ADDRESSES

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
