"""The settings of AKS's networking features: advanced container networking, node auto-provisioning."""

from pydantic import StrictBool

from aksnet.azure.axes import AdvancedPolicies
from aksnet.settings.model import SettingsModel
from aksnet.settings.number_fields import ProvisionedNodes


class AdvancedNetworkingSettings(SettingsModel):
    """Advanced Container Networking Services, which Azure charges for; `{}` for their observability alone."""

    observability: StrictBool = True
    """True for metrics and flow logs of the network."""
    security: AdvancedPolicies = AdvancedPolicies.NONE
    """`none`, `FQDN` for policies on names, `L7` for policies on names and on requests; with Cilium only."""


class NodeProvisioningSettings(SettingsModel):
    """Nodes that AKS makes by itself for pods that wait, by Karpenter."""

    max_nodes: ProvisionedNodes
    """Most nodes that it may make: addresses are counted for them, and the limits of its NodePools have to hold it."""
    default_pools: StrictBool = True
    """False for a cluster without the NodePools that AKS makes for it."""
