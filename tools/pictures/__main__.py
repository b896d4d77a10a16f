"""`python -m tools.pictures [--required] [NAME …]`: look at pages in a browser, and print what is wrong with them.

Without a browser it says so and ends well, unless one is required. Screenshots go to .aksnet/pictures.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

from tools.pictures.browser import NoBrowserError, installed, on_path
from tools.pictures.picture_pages import REPORTS, ROOT, SITE, Page, written

FOLDER: Final = ROOT / ".aksnet" / "pictures"


class _Server(SimpleHTTPRequestHandler):
    """Serves the site as if it were all of a host's, and the reports beside it."""

    def __init__(self, *words: Any, reports: Path, **named: Any) -> None:
        self._reports = reports
        super().__init__(*words, **named)

    def translate_path(self, path: str) -> str:
        """Return the file that is meant."""
        _, meant, name = path.partition(REPORTS)
        return str(self._reports / Path(name).name) if meant else super().translate_path(path)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Host(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Pass over a browser that has turned to the next page in the middle of an answer."""


def looked_at(program: Path, pages: list[Page], reports: Path, shots: Path) -> list[str]:
    """Open pages in a browser, for a screen and a phone, light and dark; return what is wrong.

    Raises:
        RuntimeError: The browser could not be driven.
    """
    with _Host(("127.0.0.1", 0), partial(_Server, directory=str(SITE), reports=reports)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        job = {
            "base": f"http://127.0.0.1:{server.server_port}",
            "pages": pages,
            "shots": str(shots),
            "browser": on_path(),
            "axe": str(program.parent / "node_modules" / "axe-core" / "axe.min.js"),
        }
        done = subprocess.run(  # noqa: S603 - our own program
            [shutil.which("node") or "node", program.name],
            cwd=program.parent, input=json.dumps(job), capture_output=True, text=True, check=False,
        )  # fmt: skip
        server.shutdown()
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout.splitlines()


def main(words: list[str]) -> int:
    """Look at all pages, or at those whose names begin with one that is given; return the code to end with."""
    try:
        program = installed(FOLDER / "browser")
    except NoBrowserError as fault:
        print(fault)  # noqa: T201 - what a command says
        return int("--required" in words)
    shots = FOLDER / "shots"
    shutil.rmtree(shots, ignore_errors=True)
    names = tuple(word for word in words if not word.startswith("--"))
    pages = [page for page in written(FOLDER / "pages") if not names or page[0].startswith(names)]
    wrong = looked_at(program, pages, FOLDER / "pages", shots)
    last = f"{len(pages)} pages on a screen and a phone, light and dark: {len(wrong) or 'nothing'} wrong. See {shots}."
    print("\n".join([*wrong, last]))  # noqa: T201 - what a command says
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
