"""Benches, generated worlds, chaos and writers of generated docs: for work on the project, never shipped."""
