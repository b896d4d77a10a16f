"""The one way in which verify cannot go on at all; told to the user without a stack trace."""

from __future__ import annotations


class VerifyError(Exception):
    """Nothing can be verified; the text says why and what to do."""
