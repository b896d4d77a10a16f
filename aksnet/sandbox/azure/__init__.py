"""Simulated Azure Resource Manager: request bodies, ids, refusals and outputs of the types that the program uses."""
