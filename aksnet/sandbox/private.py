"""What keeps a home to its user: no access for others, and a passphrase of its own.

With `--kubeconfig` the state holds the credentials of a real cluster, as secrets that the passphrase encrypts.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aksnet.engine.home import Home

_OLD_PASSPHRASE: Final = "sandbox"  # noqa: S105 - of homes that were made before each had its own
_NOBODY_ELSE: Final = 0o077


@contextlib.contextmanager
def kept_private(home: Home) -> Iterator[None]:
    """Let nobody else into a home, and write nothing meanwhile that others can read.

    `Home.make` refuses a folder that is none of ours, so no other folder is ever closed here.
    """
    before = os.umask(_NOBODY_ELSE)
    try:
        home.make()
        if stat.S_IMODE(home.root.stat().st_mode) & _NOBODY_ELSE:
            home.root.chmod(0o700)
            for folder in (home.state, home.root / "work"):
                _close(folder)
        yield
    finally:
        os.umask(before)


def _close(folder: Path) -> None:
    """Close what is in a folder; where a link leads to is not in it."""
    if folder.is_symlink():
        return
    for parent, folders, files in os.walk(folder):
        for names, mode in ((folders, 0o700), (files, 0o600)):
            for path in (Path(parent, name) for name in names):
                if not path.is_symlink():
                    path.chmod(mode)


def passphrase_of(home: Home) -> str:
    """Return the passphrase of a home; a home without stacks gets a new one."""
    with contextlib.suppress(FileNotFoundError):
        return _file(home).read_text(encoding="utf-8")
    if any(home.backend.stacks()):
        return _OLD_PASSPHRASE
    with tempfile.NamedTemporaryFile("w", dir=home.root, encoding="utf-8") as written:
        written.write(secrets.token_urlsafe(32))
        written.flush()
        # Of two first runs at once, the second takes what the first has written.
        with contextlib.suppress(FileExistsError):
            os.link(written.name, _file(home))
    return _file(home).read_text(encoding="utf-8")


def forget_passphrase(home: Home) -> None:
    """Remove the passphrase of a home that has no stack left."""
    if not any(home.backend.stacks()):
        _file(home).unlink(missing_ok=True)


def _file(home: Home) -> Path:
    return home.root / "passphrase"
