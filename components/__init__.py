"""Components: declare what a plan says, decide nothing. AksNetwork is the one that programs declare.

The others are parts of it: what they are made from is a plan, which only `aksnet.planning` makes.
"""

from .aks_network import AksNetwork
from .aks_network_arguments import AksNetworkArgs
from .refusal import ArgumentsRefused

__all__ = ["AksNetwork", "AksNetworkArgs", "ArgumentsRefused"]
