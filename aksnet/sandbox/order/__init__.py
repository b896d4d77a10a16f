"""The order of a run: what Azure and Kubernetes require, what the program declares, and how long each takes."""
