"""Says which environments main is to be deployed to, wave by wave: those that differ from what was last deployed there.

    python -m tools.ci.deploy_plan

gives the outputs `wave1` to `wave3`, each a JSON list for a matrix. What was deployed last is what GitHub lists as the
last successful deployment of the environment, not the push before: one that failed or was overtaken is caught up.
"""

import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from aksnet.errors import AksnetError
from tools.ci.environments import Environment, read_environments
from tools.ci.github_api import GitHub
from tools.ci.step_output import write_output
from tools.ci.touched_stacks import GitError, changed_paths

WAVES: Final = (1, 2, 3)
PROGRAM: Final = (
    "Pulumi.yaml",
    "__main__.py",
    "requirements.lock",
    "requirements.txt",
    "aksnet/",
    "components/",
    "stacks/",
)
"""What every environment is deployed by: files, and folders with all that is in them."""
_MOST: Final = 50


def last_deployed(github: GitHub, environment: str) -> str | None:
    """Return the commit of an environment's last successful deployment; None where there is none among the latest."""
    for each in github.get("deployments", environment=environment, per_page=_MOST):
        states = {status["state"] for status in github.pages(f"deployments/{each['id']}/statuses")}
        # A deployment becomes inactive when a later one succeeds; the later one stands before it.
        if "success" in states:
            return str(each["sha"])
    return None


def concerns(paths: Iterable[str], environment: Environment) -> bool:
    """Return whether a change of some paths may change what an environment has."""
    files = {f"Pulumi.{environment.stack}.yaml", *(each for each in PROGRAM if not each.endswith("/"))}
    folders = tuple(each for each in PROGRAM if each.endswith("/"))
    return any(path in files or path.startswith(folders) for path in paths)


def due(environments: Collection[Environment], github: GitHub, project: Path = Path()) -> list[Environment]:
    """Return the environments that are to be deployed."""
    found = []
    for each in environments:
        commit = last_deployed(github, each.environment)
        if commit is None or _changed(commit, each, project):
            found.append(each)
    return found


def _changed(commit: str, environment: Environment, project: Path) -> bool:
    try:
        return concerns(changed_paths(commit, project), environment)
    except GitError:
        return True  # history was rewritten: what is there is not known


def main() -> None:
    """Write the waves."""
    try:
        found = due(read_environments(), GitHub.of_environment())
    except AksnetError as fault:
        sys.exit(str(fault))
    for wave in WAVES:
        write_output(f"wave{wave}", [each.job() for each in found if each.wave == wave])


if __name__ == "__main__":
    main()
