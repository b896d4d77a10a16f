"""What the simulation says of Kubernetes, checked on a real control plane and the real provider."""
