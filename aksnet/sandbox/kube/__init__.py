"""A simulated Kubernetes API per simulated cluster: object schemas, namespaces, what exists already."""
