"""Pure planning: Azure's rules for AKS networks, without Pulumi."""
