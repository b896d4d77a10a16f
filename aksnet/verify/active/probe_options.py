"""What a user may choose about active checks, and the time they go by."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

# Small, on the registry that every AKS node may reach, and with a shell, nc, tcpsvd, wget and nslookup.
# Public end-to-end tests of Azure projects use it for this; it was not pulled where this was written.
IMAGE: Final = "mcr.microsoft.com/azurelinux/busybox:1.36"
URL: Final = "https://mcr.microsoft.com"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Time, which tests make pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose."""

    probes: bool = True
    """Whether to send traffic."""
    node_report: bool = False
    nodes: tuple[str, ...] = ()
    """The nodes of the report; none means one of each pool."""
    image: str = IMAGE
    url: str = URL
    """What pods should reach in the world; http or https."""
    patience: float = 180.0
    """Seconds to wait for pods to start."""
    clock: Clock = field(default_factory=Clock)
