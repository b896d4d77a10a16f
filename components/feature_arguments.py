"""Arguments of AksNetwork. Generated from aksnet.settings.feature_settings; renew with: make docs."""

from typing import Required, TypedDict

from .choices import AdvancedPoliciesChoice


class AdvancedNetworkingSettings(TypedDict, total=False):
    """Advanced Container Networking Services, which Azure charges for; `{}` for their observability alone."""

    observability: bool
    """True for metrics and flow logs of the network."""
    security: AdvancedPoliciesChoice
    """`none`, `FQDN` for policies on names, `L7` for policies on names and on requests; with Cilium only."""


class NodeProvisioningSettings(TypedDict, total=False):
    """Nodes that AKS makes by itself for pods that wait, by Karpenter."""

    max_nodes: Required[int]
    """Most nodes that it may make: addresses are counted for them, and the limits of its NodePools have to hold it."""
    default_pools: bool
    """False for a cluster without the NodePools that AKS makes for it."""
