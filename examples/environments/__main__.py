"""Two environments of one team: one program, and a stack file for what is different in each."""

import pulumi
from aksnet.components import AksNetwork

network = AksNetwork("aks", pulumi.Config().require_object("network"))
pulumi.export("clusters", network.clusters)
