"""AKS networks as code: plan, run without an account, change and prove the network of AKS clusters."""
