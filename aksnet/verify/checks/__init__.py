"""Every check in the order of reports, which is that of their numbers. A new check is a new file and its row here.

Checks that make pods of their own are not here: they run only when asked for, from `aksnet.verify.active`.
"""

from __future__ import annotations

from aksnet.verify.check import Check
from aksnet.verify.checks.v1_nodes import NODES
from aksnet.verify.checks.v2_pod_addresses import POD_ADDRESSES
from aksnet.verify.checks.v3_host_network import HOST_NETWORK
from aksnet.verify.checks.v4_services import SERVICES
from aksnet.verify.checks.v5_cilium_agents import CILIUM_AGENTS
from aksnet.verify.checks.v6_kube_proxy import KUBE_PROXY
from aksnet.verify.checks.v7_azure_cns import AZURE_CNS
from aksnet.verify.checks.v8_calico import CALICO
from aksnet.verify.checks.v9_node_ranges import NODE_RANGES
from aksnet.verify.checks.v10_routes import ROUTES
from aksnet.verify.checks.v11_network_monitor import NETWORK_MONITOR
from aksnet.verify.checks.v12_node_labels import NODE_LABELS
from aksnet.verify.checks.v13_system_workloads import SYSTEM_WORKLOADS
from aksnet.verify.checks.v14_nginx import NGINX
from aksnet.verify.checks.v15_load_balancers import LOAD_BALANCERS
from aksnet.verify.checks.v17_roles import ROLES
from aksnet.verify.checks.v18_detected_mode import DETECTED_MODE
from aksnet.verify.checks.v19_forwarding import FORWARDING
from aksnet.verify.checks.v21_unique_addresses import UNIQUE_ADDRESSES
from aksnet.verify.checks.v22_headroom import HEADROOM
from aksnet.verify.checks.v23_policy_engine import POLICY_ENGINE
from aksnet.verify.checks.v24_egress import EGRESS
from aksnet.verify.checks.v25_subnets import SUBNETS
from aksnet.verify.checks.v26_api_name import API_NAME
from aksnet.verify.checks.v27_features import FEATURES
from aksnet.verify.checks.v28_api_server import API_SERVER

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
    SUBNETS,
    API_NAME,
    FEATURES,
    API_SERVER,
)
