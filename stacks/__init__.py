"""Composition: reads the configuration, declares the platform and its workloads, exports the outputs."""
