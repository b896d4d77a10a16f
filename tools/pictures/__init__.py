"""Looks at the pictures and pages of this project in a browser: `make pictures`."""
