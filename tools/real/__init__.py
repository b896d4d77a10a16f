"""Kubernetes' own control plane on loopback, under nodes that look like those of a simulated cluster."""
