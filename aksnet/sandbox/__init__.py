"""A real Pulumi engine, run end to end against simulated Azure and Kubernetes providers.

It knows what Azure would answer, independently: it imports neither the rules and plans of this project nor its
components.
"""
