"""Faults on demand: what Azure answers on a bad day, and an engine that dies, so that the way back can be tried."""
