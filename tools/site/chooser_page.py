"""`python -m tools.site.chooser_page FOLDER`: build the page that asks what `aksnet suggest` asks, in a browser.

The page runs this project's own Python there. Pyodide, which is Python for browsers, comes from npm, pydantic for it
from PyPI, each by a lock of its own; all of it lies beside the page, which asks no other server for anything.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock

from aksnet.errors import AksnetError

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCES: Final = Path(__file__).with_name("chooser")
CACHE: Final = ROOT / ".aksnet" / "chooser"
_LOCKS: Final = ("package.json", "package-lock.json", "requirements.txt")
_FROM_PYODIDE: Final = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
_PAGE: Final = ("index.html", "chooser.css", "chooser.js", "worker.js", "python.mjs")
_OURS: Final = (
    "__init__.py",
    "contract.py",
    "errors.py",
    "planning.py",
    "visible.py",
    "azure",
    "diff",
    "layout",
    "plan",
    "report",
    "rules",
    "settings",
    "suggest",
)
"""What the page needs of `aksnet`: planning and what stands on it, without engine, sandbox and command line."""
_LONG_AGO: Final = (2020, 1, 1, 0, 0, 0)
"""Date of every file in our archive, so that the same sources make the same archive."""


class LeftOutError(AksnetError):
    """The page cannot be built here: something is not there that has to be brought in first."""


def build(folder: Path) -> None:
    """Write the page and everything that it needs into a folder.

    Raises:
        LeftOutError: npm is not there, or a package registry does not answer.
    """
    CACHE.parent.mkdir(exist_ok=True)
    with FileLock(CACHE.with_suffix(".lock")):
        packages, wheels = obtain()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "pyodide").mkdir(parents=True)
    (folder / "python").mkdir()
    for name in _PAGE:
        shutil.copy(SOURCES / name, folder / name)
    for name in _FROM_PYODIDE:
        shutil.copy(packages / name, folder / "pyodide" / name)
    found = sorted(wheels.glob("*.whl"))
    for wheel in found:
        shutil.copy(wheel, folder / "python" / wheel.name)
    _pack(folder / "python" / "aksnet.zip")
    archives = [f"python/{name}" for name in (*(wheel.name for wheel in found), "aksnet.zip")]
    files = {"pyodide": [f"pyodide/{name}" for name in _FROM_PYODIDE], "archives": archives}
    (folder / "files.json").write_text(json.dumps(files, indent=2) + "\n", encoding="utf-8")


def obtain() -> tuple[Path, Path]:
    """Return the folders of Pyodide and of the wheels, as the locks say; a second call finds them there.

    Raises:
        LeftOutError: npm is not there, or a package registry does not answer.
    """
    packages, wheels = CACHE / "node_modules" / "pyodide", CACHE / "wheels"
    locked = "".join((SOURCES / name).read_text(encoding="utf-8") for name in _LOCKS)
    stamp = CACHE / "locked"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == locked:
        return packages, wheels
    npm = shutil.which("npm")
    if npm is None:
        raise LeftOutError("there is no npm on the PATH, from whose registry Python for browsers comes")
    shutil.rmtree(CACHE, ignore_errors=True)
    wheels.mkdir(parents=True)
    for name in _LOCKS:
        shutil.copy(SOURCES / name, CACHE / name)
    _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    _run(sys.executable, *_downloading(packages), "-r", "requirements.txt", "-d", "wheels")
    stamp.write_text(locked, encoding="utf-8")
    return packages, wheels


def _downloading(packages: Path) -> Iterator[str]:
    """Yield pip's words for wheels of the Python that Pyodide is."""
    info = json.loads((packages / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    major, minor = info["python"].split(".")[:2]
    yield from ("-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:")
    yield from ("--python-version", f"{major}.{minor}", "--implementation", "cp", "--abi", f"cp{major}{minor}")
    yield from ("--platform", f"pyemscripten_{info['abi_version']}_{info['arch']}")


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        raise LeftOutError(f"{Path(command[0]).name} ended with {done.returncode} and said: {said[0]}")


def _pack(archive: Path) -> None:
    """Pack what the page needs of `aksnet`."""
    found = (path for name in _OURS for path in _files(ROOT / "aksnet" / name))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(found):
            entry = zipfile.ZipInfo(path.relative_to(ROOT).as_posix(), _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    yield from (each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts)


def main(folder: Path) -> None:
    """Build the page, or say in one line that it is left out and why: the rest of the site needs none of it."""
    try:
        build(folder.absolute())
    except LeftOutError as fault:
        print(f"The chooser is left out: {fault}.")  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main(Path(sys.argv[1]))
