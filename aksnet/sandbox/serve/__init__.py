"""What `aksnet sandbox serve` offers on loopback, read-only: each cluster's Kubernetes API, and ARM."""
