"""Tests of the reports on a plan."""
