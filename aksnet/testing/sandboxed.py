"""Runs a project in the sandbox: the real engine, a simulated Azure, no account."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aksnet.sandbox.result import RunResult
    from aksnet.sandbox.run import Operation


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """One project with a subscription of its own.

    A test gives it a new folder: `Sandbox(project=Path("."), folder=tmp_path)`. The engine is the one on the PATH, or
    the one that `aksnet engine` has obtained for the project.
    """

    project: Path
    """The folder with `Pulumi.yaml` and `__main__.py`."""
    folder: Path
    """Where the subscription and the state are kept."""
    stack: str = "test"
    config: Mapping[str, Any] = field(default_factory=dict)
    """Values by their whole keys, such as `azure-native:location`."""

    def preview(self, **config: Any) -> RunResult:
        """Return what an up would do; here and below, `config` goes over that of the sandbox, by keys without `:`."""
        return self._run("preview", config)

    def up(self, *, faults: Sequence[str] = (), **config: Any) -> RunResult:
        """Deploy into the simulated subscription, with faults as `aksnet sandbox up --fault help` lists them."""
        return self._run("up", config, faults)

    def refresh(self, **config: Any) -> RunResult:
        """Read every resource again and take over what changed."""
        return self._run("refresh", config)

    def destroy(self, **config: Any) -> RunResult:
        """Delete everything."""
        return self._run("destroy", config)

    def _run(self, operation: Operation, changed: Mapping[str, Any], faults: Sequence[str] = ()) -> RunResult:
        from aksnet.engine.file_backend import project_name
        from aksnet.engine.home import Home
        from aksnet.engine.obtain import obtain
        from aksnet.sandbox.run import run

        name = project_name(self.project)
        config = {**self.config, **{f"{name}:{key}": value for key, value in changed.items()}}
        file = self.folder / f"Pulumi.{self.stack}.yaml"
        # JSON is YAML: nothing to get wrong in the quoting.
        file.write_text(json.dumps({"config": config}), encoding="utf-8")
        return run(
            operation,
            project=self.project,
            stack=self.stack,
            stack_file=file,
            using=obtain(Home.of(self.project)),
            faults=faults,
            home=Home(root=self.folder / "home"),
        )
