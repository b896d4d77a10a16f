"""Values that a user marked as secret, and credentials, are in the clear nowhere but in the cloud that they are for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aksnet.cli.main import app
from aksnet.engine.home import Home
from tests.engine.conftest import Runner

pytestmark = pytest.mark.engine
MARKED = ("sandbox-secret-", "certificate-authority-data")
"""What the sandbox puts in place of `secure:` values, and a part of each kubeconfig."""
SECURE = "{secure: v1:only:the:real:stack:reads:this}"


def leaks(home: Home, *texts: str) -> list[str]:
    """Return where a marked value stands in the clear: in files of a home, but for the cloud itself, or in texts."""
    files = [path for path in home.root.rglob("*") if path.is_file() and path != home.subscription]
    read = {str(path): path.read_bytes().decode("utf-8", "replace") for path in files}
    read |= {f"text {number}": text for number, text in enumerate(texts)}
    return [where for where, text in read.items() if any(each in text for each in MARKED)]


def test_no_marked_value_and_no_credential_is_in_the_clear(checkout: Runner, home: Home, tmp_path: Path) -> None:
    text = (checkout.project / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(
        text.replace("hello-kubernetes: {}", f"hello-kubernetes: {{message: {SECURE}}}")
        + f"  aks-networking:tags: {{owner: {SECURE}, team: web}}\n",
        encoding="utf-8",
    )
    said = []
    for operation in ("preview", "up", "refresh"):
        result = checkout(operation, "dev", file)
        assert result.ok, result.errors
        said += [json.dumps(result.resources), json.dumps(result.outputs), *result.errors, *result.warnings]
    assert leaks(home, *said) == []
    cloud = home.subscription.read_text(encoding="utf-8")
    assert ("sandbox-secret-1" in cloud, "sandbox-secret-2" in cloud) == (True, True), "the cloud gets the values"
    assert result.outputs["clusters"]["dev"]["workloads"][1]["message"] == "[secret]"
    assert result.outputs["kubeconfigs"] == {"dev": "[secret]"}
    options = ["-s", "dev", "--sandbox", "--project", str(checkout.project)]
    for command in ("verify", "recover"):
        done = CliRunner().invoke(app, [command, *options])
        assert leaks(home, done.output) == []
    assert checkout("destroy", "dev", file).ok
    left = [path.name for path in home.root.rglob("*") if path.is_file() and "dev" in path.relative_to(home.root).parts]
    assert (leaks(home), left, (home.root / "passphrase").exists()) == ([], [], False)
