"""How a fault is written on the command line: KIND[:RESOURCE[:COUNT]], or kill-after:N and kill-during:N.

RESOURCE is a pattern over the logical name, the type's name or both (`network-*`, `Subnet`, `Subnet/network-aks`);
COUNT is how often it strikes each resource. What a fault does is left to `inject`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from aksnet.sandbox.sandbox_errors import SandboxError

# azure-native's client asks three times more after 408, 429, 5xx and AnotherOperationInProgress: azcore's default
# (https://pkg.go.dev/github.com/Azure/azure-sdk-for-go/sdk/azcore/policy#RetryOptions), with the conflict added.
RETRIES: Final = 3
_UNTIL_IT_FAILS: Final = RETRIES + 1


@dataclass(frozen=True, kw_only=True)
class FaultKind:
    """One row of the table of faults."""

    what: str
    resource: str = "*"
    """What it strikes when nothing is named."""
    count: int = 1


KINDS: Final[dict[str, FaultKind]] = {
    "throttle": FaultKind(
        what="429 TooManyRequests; azure-native asks again three times, so a COUNT below 4 only takes longer",
        count=_UNTIL_IT_FAILS,
    ),
    "conflict": FaultKind(
        what="409 AnotherOperationInProgress, asked again as after a 429",
        count=_UNTIL_IT_FAILS,
    ),
    "lost": FaultKind(what="a create ends in 500: the resource exists, its id is lost"),
    "partial": FaultKind(what="a create ends with the resource in provisioningState Failed and its id kept"),
    "role-delay": FaultKind(
        what="a role assignment does not count yet for COUNT writes of a cluster, or until the next run",
        resource="RoleAssignment",
    ),
    "quota": FaultKind(
        what="QuotaExceeded, for a cluster ManagedClusterCountExceedsQuotaLimit",
        resource="ManagedCluster",
    ),
    "capacity": FaultKind(
        what="AllocationFailed for a cluster, SkuNotAvailable for a pool and for anything else",
        resource="ManagedCluster",
    ),
    "rotate-ca": FaultKind(
        what="before the run clusters get another certificate authority; RESOURCE is a cluster's name in Azure",
        resource="ManagedCluster",
    ),
    "rename-server": FaultKind(
        what="before the run API servers get another name and answer to both; RESOURCE as with rotate-ca",
        resource="ManagedCluster",
    ),
    "scale": FaultKind(
        what="before the run somebody scales Deployments to COUNT pods with kubectl scale; RESOURCE is their name",
        resource="Deployment",
    ),
    "kill-after": FaultKind(what="the engine is killed after its N-th operation, which is saved in the state"),
    "kill-during": FaultKind(what="the engine is killed in its N-th operation: the cloud has done it, the state not"),
}
KILLS: Final = ("kill-after", "kill-during")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault to inject."""

    kind: str
    resource: str
    count: int
    """How often; for a kill the number of the operation."""
    text: str
    """As it was written."""

    @property
    def kills(self) -> bool:
        """Whether it ends the engine."""
        return self.kind in KILLS

    def meets(self, token: str, name: str) -> bool:
        """Return whether the pattern is about a resource, given its type token and logical name."""
        short = token.rsplit(":", 1)[-1]
        return any(fnmatchcase(each, self.resource) for each in (name, short, f"{short}/{name}"))


def parse(text: str) -> Fault:
    """Read one fault; what is not understood is refused with the whole grammar."""
    kind, _, rest = text.strip().partition(":")
    row = KINDS.get(kind)
    if row is None:
        raise _wrong(text, f"there is no fault {kind!r}")
    if kind in KILLS:
        if not _number(rest):
            raise _wrong(text, f"{kind} needs the number of an operation, such as {kind}:3")
        return Fault(kind=kind, resource="*", count=int(rest), text=text)
    head, colon, tail = rest.rpartition(":")
    resource, count = (head, tail) if colon else (rest, str(row.count))
    if not _number(count):
        raise _wrong(text, f"{count!r} is no count")
    return Fault(kind=kind, resource=resource or row.resource, count=int(count), text=text)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0


def _wrong(text: str, why: str) -> SandboxError:
    return SandboxError(f"The fault {text!r} is not understood: {why}.\n{grammar()}")


def grammar() -> str:
    """Return the table of faults as a reader gets it."""
    lines = [
        f"  {name + (':N' if name in KILLS else f'[:{row.resource}[:{row.count}]]'):<32} {row.what}"
        for name, row in KINDS.items()
    ]
    return "\n".join(("Faults, with what holds when RESOURCE or COUNT is left out:", *lines))
