"""Previews stacks in the sandbox on top of what the base of a change would have deployed there.

    python -m tools.ci.sandbox_previews --base HEAD^1 --output previews dev prod

The base's own code deploys the base's own stack file; then the code that is checked out previews its own, so that a
change of either shows what it would do to what is there. Whatever the files name as there already, is there. One JSON
file is written for each stack. Nothing of the user's own sandbox is touched: all state is in a folder that goes again.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from aksnet.cli.assume_sandbox import assume_existing
from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import Engine, obtain
from aksnet.engine.urns import STACK_TYPE, name_of, type_of
from aksnet.errors import AksnetError
from aksnet.report.preview_document import SANDBOX, PreviewDocument
from aksnet.sandbox.display import SIGNS
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import run
from tools.ci.touched_stacks import commit_of


def preview(stack: str, *, project: Path, base: Path | None, base_name: str, engine: Engine) -> PreviewDocument:
    """Preview a stack of a project on top of what another checkout of it has deployed; none where that is None."""
    with tempfile.TemporaryDirectory(prefix="aksnet-preview-") as folder:
        home = Path(folder) / "home"
        on_top, failure = "", ""
        if base is not None and (base / f"Pulumi.{stack}.yaml").is_file():
            # What the base names as there already is there; that its file cannot be read is for its own run to say.
            with _environment({HOME_VARIABLE: str(home)}), suppress(AksnetError):
                assume_existing(base, stack)
            on_top, failure = base_name, _deploy(stack, base, home, engine)
        if failure:
            text = f"What {base_name} has of this stack cannot be deployed in the sandbox: {failure}"
            return PreviewDocument(stack=stack, where=SANDBOX, ok=False, errors=[text])
        try:
            with _environment({HOME_VARIABLE: str(home)}):
                assume_existing(project, stack)
                result = run("preview", project=project, stack=stack, using=engine)
        except AksnetError as fault:
            return PreviewDocument(stack=stack, where=SANDBOX, on_top=on_top, ok=False, errors=[str(fault)])
    return of_result(result, on_top)


def of_result(result: RunResult, on_top: str) -> PreviewDocument:
    """Return the document of a preview in the sandbox."""
    steps = {urn: step for urn, step in result.steps.items() if type_of(urn) != STACK_TYPE}
    return PreviewDocument(
        stack=result.stack,
        where=SANDBOX,
        on_top=on_top,
        ok=result.ok,
        steps={step: list(steps.values()).count(step) for step in steps.values()},
        lines=[f"{SIGNS[step][0]} {type_of(urn)}  {name_of(urn)}" for urn, step in steps.items() if step in SIGNS],
        errors=list(result.errors),
        seconds=result.seconds,
    )


def _deploy(stack: str, base: Path, home: Path, engine: Engine) -> str:
    """Deploy a stack with the code of another checkout; return why it failed, or nothing."""
    # The folder comes first on the module path of `python -m`, so that this is the base's own program.
    done = subprocess.run(  # noqa: S603 - the project's own command line
        [sys.executable, "-m", "aksnet", "sandbox", "up", "--stack", stack],
        cwd=base,
        env={**os.environ, HOME_VARIABLE: str(home), "PATH": f"{engine.path.parent}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()[-4_000:]


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    old = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(old)


@contextmanager
def checked_out(project: Path, revision: str | None) -> Iterator[Path | None]:
    """Yield a folder with the project as it is in a revision; None where none was named."""
    if revision is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="aksnet-base-") as folder:
        place = Path(folder) / "base"
        _git(project, "worktree", "add", "--quiet", "--detach", str(place), revision)
        try:
            yield place
        finally:
            _git(project, "worktree", "remove", "--force", str(place))


def _git(project: Path, *words: str) -> None:
    done = subprocess.run(["git", *words], cwd=project, capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode != 0:
        raise AksnetError(f"git {words[0]} {words[1]} failed: {done.stderr.strip()}")


def main() -> None:
    """Preview the stacks that are named; end with 1 when a preview failed, once all are written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", help="the revision that is deployed first; without it nothing is")
    parser.add_argument("--output", type=Path, required=True, help="the folder for one JSON file of each stack")
    parser.add_argument("--listed", type=json.loads, default=[], help="stacks as a JSON list, as steps hand them on")
    parser.add_argument("stacks", nargs="*")
    given = parser.parse_args()
    project = Path.cwd()
    given.output.mkdir(parents=True, exist_ok=True)
    engine = obtain(Home.of(project))
    name, failed = commit_of(given.base, project) if given.base else "", False
    with checked_out(project, given.base) as base:
        for stack in (*given.listed, *given.stacks):
            found = preview(stack, project=project, base=base, base_name=name, engine=engine)
            (given.output / f"{SANDBOX}-{stack}.json").write_text(found.model_dump_json(indent=2), encoding="utf-8")
            print(f"{stack}: {found.told}", *found.lines, *found.errors, sep="\n  ", flush=True)  # noqa: T201
            failed |= not found.ok
    sys.exit(failed)


if __name__ == "__main__":
    main()
