"""The environments of `.github/environments.yml`: which stack each has, and in which order they are deployed.

    python -m tools.ci.environments

gives the output `environments`, a matrix of all of them.
"""

import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from aksnet.errors import AksnetError
from tools.ci.step_output import write_output

LIST: Final = Path(".github", "environments.yml")
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,90}$")]


class EnvironmentsError(AksnetError):
    """Raised when the list is wrong."""


class Environment(BaseModel):
    """One environment."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    environment: _Name
    stack: _Name
    wave: Annotated[int, Field(ge=1, le=3)]
    runner: _Name = "ubuntu-24.04"

    def job(self) -> Mapping[str, str]:
        """Return what one job of a matrix is told."""
        return {"environment": self.environment, "stack": self.stack, "runner": self.runner}


def read_environments(project: Path = Path()) -> tuple[Environment, ...]:
    """Return the environments in the order of the list.

    Raises:
        EnvironmentsError: with everything that is wrong with it.

    """
    path = project / LIST
    try:
        loaded: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = TypeAdapter(tuple[Environment, ...]).validate_python(tuple(loaded or ()))
    except (OSError, yaml.YAMLError, TypeError) as fault:
        raise EnvironmentsError(f"{LIST} cannot be read: {fault}") from None
    except ValidationError as fault:
        wrong = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in fault.errors()]
        raise EnvironmentsError(f"{LIST}: {'; '.join(wrong)}") from None
    names = [each.environment for each in found]
    wrong = [f"{name} is listed twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    wrong += [f"{e.environment} has no Pulumi.{e.stack}.yaml" for e in found if not _file(project, e).is_file()]
    if wrong:
        raise EnvironmentsError(f"{LIST}: {'; '.join(wrong)}")
    return found


def _file(project: Path, environment: Environment) -> Path:
    return project / f"Pulumi.{environment.stack}.yaml"


def jobs_of(environments: Collection[Environment], stacks: Collection[str]) -> list[Mapping[str, str]]:
    """Return a job for each environment of some stacks."""
    return [each.job() for each in environments if each.stack in stacks]


def main() -> None:
    """Write a job for each environment."""
    try:
        write_output("environments", [each.job() for each in read_environments()])
    except EnvironmentsError as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
