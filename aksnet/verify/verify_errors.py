"""The one way in which verify cannot go on at all; told to the user without a stack trace."""

from __future__ import annotations

from aksnet.errors import AksnetError


class VerifyError(AksnetError):
    """Nothing can be verified; the text says why and what to do."""
