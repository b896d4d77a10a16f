"""What processes use, for the benches."""

from __future__ import annotations

from pathlib import Path


def tree_bytes(pid: int) -> int:
    """Return the resident memory of a process and all below it in bytes, read from /proc; 0 where there is none."""
    children: dict[int, list[int]] = {}
    resident: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            own = int(status.parent.name)
            children.setdefault(int(fields["PPid"]), []).append(own)
            resident[own] = int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
        except (OSError, KeyError, ValueError):
            continue  # a process that ended while it was read
    total, waiting = 0, [pid]
    while waiting:
        each = waiting.pop()
        total += resident.get(each, 0)
        waiting += children.get(each, [])
    return total
