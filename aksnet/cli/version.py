"""`aksnet --version`: the version of what is running."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import typer

DISTRIBUTION: Final = "aks-networking"
CHECKOUT: Final = Path(__file__).resolve().parents[2]
"""The folder above the package: the checkout, or site-packages."""


def version() -> str:
    """Return the version of the installed distribution; in a checkout that nobody installed, the one it declares."""
    from importlib import metadata

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        import tomllib

        declared = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(declared["project"]["version"])


def print_version(asked: bool) -> None:
    """Print the version and end, where it was asked for."""
    if asked:
        typer.echo(f"aksnet {version()}")
        raise typer.Exit
