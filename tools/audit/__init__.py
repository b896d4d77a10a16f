"""Audits of what stacks declare, by scanners that know nothing of this project: `make audit`."""
