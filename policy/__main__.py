"""The policy pack `aks-networking`, as the Pulumi CLI starts it."""

from network_policies import POLICIES
from pulumi_policy import PolicyPack

PolicyPack(name="aks-networking", policies=POLICIES)
