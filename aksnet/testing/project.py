"""Records a whole project: its `__main__.py` with the configuration of a stack, as a run would hand it over."""

import contextlib
import json
import runpy
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pulumi.runtime.config import set_all_config

from aksnet.testing.mock_answers import Answer
from aksnet.testing.recording import Recording, record


def record_project(
    project: Path,
    *,
    stack: str = "test",
    config: Mapping[str, Any] | None = None,
    calls: Mapping[str, Answer] | None = None,
) -> Recording:
    """Run a project's program without an engine and return what it declared.

    Args:
        project: the folder with `Pulumi.yaml` and `__main__.py`.
        stack: the stack's name.
        config: values by their whole keys, such as `azure-native:location`; those of the stack's file when not given.
        calls: answers of functions, by their tokens, beside those that are known.

    """
    values = _of_file(project, stack) if config is None else config
    # As the engine does: objects as JSON, everything else as text.
    handed = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}

    def program() -> None:
        set_all_config(handed)
        with _importable(project):
            runpy.run_path(str(project / "__main__.py"), run_name="__main__")

    name = str(yaml.safe_load((project / "Pulumi.yaml").read_text(encoding="utf-8"))["name"])
    return record(program, calls=calls, project=name, stack_name=stack)


def _of_file(project: Path, stack: str) -> dict[str, Any]:
    file = yaml.safe_load((project / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")) or {}
    return dict(file.get("config") or {})


@contextlib.contextmanager
def _importable(project: Path) -> Iterator[None]:
    sys.path.insert(0, str(project))
    try:
        yield
    finally:
        sys.path.remove(str(project))
