"""The one way in which migrate cannot go on."""

from __future__ import annotations

from aksnet.errors import AksnetError


class MigrateError(AksnetError):
    """Nothing was prepared, or nothing taken back; the text says why and what to do."""
