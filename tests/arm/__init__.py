"""Tests of what recovery, verify and the sandbox share of Azure Resource Manager."""
