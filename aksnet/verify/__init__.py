"""Proof after deployment: what a living cluster shows is compared with what its network mode promises.

Reads only. It knows the table of modes (`aksnet.azure.modes`) and nothing of how a cluster is declared or simulated.
"""
