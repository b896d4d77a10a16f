"""The extras of the distribution: which one a command needs, and what it says where a package of it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from aksnet.cli.version import CHECKOUT, DISTRIBUTION
from aksnet.errors import UsageError


class Extra(StrEnum):
    """The extras that commands need; `program` and `components` are for Pulumi programs."""

    RECOVER = "recover"
    SANDBOX = "sandbox"
    VERIFY = "verify"


class MissingExtraError(UsageError):
    """A command needs packages that are not installed."""


@contextmanager
def needs(extra: Extra) -> Iterator[None]:
    """Run a command that needs an extra; also a decorator.

    Raises:
        MissingExtraError: where a package is missing, with the extra that brings it and how to install that.

    """
    try:
        yield
    except ModuleNotFoundError as fault:
        package = (fault.name or "").partition(".")[0]
        if package == __name__.partition(".")[0]:
            raise  # a module of ours is missing: no extra brings it
        raise MissingExtraError(
            f"This needs the extra {extra}, of which {package} is not installed: pip install '{_source()}[{extra}]'"
        ) from fault


def _source() -> str:
    """Return what to install: the distribution, or the checkout, which is on no index."""
    from importlib import metadata

    try:
        metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return str(CHECKOUT)
    return DISTRIBUTION
