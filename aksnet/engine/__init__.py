"""The Pulumi engine: find or build it, open stacks on it, follow its events, read its checkpoints."""
