"""The browser and what drives it: the packages of a committed lock, and Chromium from the PATH or of theirs."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Final

from aksnet.errors import AksnetError

_HERE: Final = Path(__file__).parent
_FILES: Final = ("package.json", "package-lock.json", "look.mjs")
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowserError(AksnetError):
    """There is no browser to look with."""


def on_path() -> str | None:
    """Return Chromium or Chrome, where one is on the PATH."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def installed(folder: Path) -> Path:
    """Install the locked packages into a folder, once for a lock, and return the program that looks at pages.

    Raises:
        NoBrowserError: Node or npm is missing, or the packages cannot be had.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NoBrowserError("No picture was looked at: there is no npm on the PATH, with Node 20.11 or newer.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copy(_HERE / name, folder)
    stamp, lock = folder / "installed", hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != lock:
        done = subprocess.run(  # noqa: S603 - npm's own command line, no script of any package is run
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or [""])[-1]
            raise NoBrowserError(f"No picture was looked at: npm could not install the locked packages. {last}".strip())
        stamp.write_text(lock)
    return folder / "look.mjs"
