"""Values that a user marked as secret, and credentials, are in the clear nowhere but in the cloud that they are for."""

from __future__ import annotations

import contextlib
import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from queue import Queue

import pytest

from aksnet.cli.diff import DiffFormat
from aksnet.cli.plan import Format
from aksnet.engine.home import Home
from aksnet.sandbox.serve.served import served
from tests.command_line import invoke
from tests.engine.conftest import Runner

pytestmark = pytest.mark.engine
CIPHERTEXT = "v1:only:the:real:stack:reads:this"
SECURE = f"{{secure: {CIPHERTEXT}}}"
MARKED = ("sandbox-secret-", "certificate-authority-data", CIPHERTEXT)
"""What the sandbox puts in place of `secure:` values, a part of each kubeconfig, and what a stack file has."""

READING = (
    *(f"plan --format {form}" for form in Format),
    *(f"diff --sandbox --format {form}" for form in DiffFormat),
    "diff --against none",
)
"""What reads the stack file or the state and prints; `suggest` and `calc` read neither."""


def leaks(home: Home, *texts: str) -> list[str]:
    """Return where a marked value stands in the clear: in files of a home, but for the cloud itself, or in texts."""
    files = [path for path in home.root.rglob("*") if path.is_file() and path != home.subscription]
    read = {str(path): path.read_bytes().decode("utf-8", "replace") for path in files}
    read |= {f"text {number}": text for number, text in enumerate(texts)}
    return [where for where, text in read.items() if any(each in text for each in MARKED)]


def served_texts(project: Path) -> list[str]:
    """Return what a served stack prints, logs and writes for kubectl while somebody looks at it."""
    log: Queue[str] = Queue()
    with served(project=project, stack="dev", log=log.put) as what:
        for path in ("/subscriptions", "/clusters/dev/api/v1/secrets", "/nowhere"):
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(f"{what.base}{path}", timeout=30).close()  # noqa: S310 - our own server
        # A request is logged after its answer.
        return [*(log.get(timeout=30) for _ in range(3)), what.usage(), what.kubeconfig.read_text(encoding="utf-8")]


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
        done = invoke(command, *options)
        assert leaks(home, done.output) == []
    shutil.copy(checkout.project / "Pulumi.yaml", tmp_path)
    for command in READING:
        done = invoke(*command.split(), "-s", "dev", "--project", tmp_path)
        printed = done.output + str(done.exception or "")
        # A secret tag makes all of a cluster's pools one secret, which diff opens.
        assert done.exit_code == 0, f"{command}: {printed}"
        assert leaks(home, printed) == [], command
    assert leaks(home, *served_texts(checkout.project)) == []
    assert checkout("destroy", "dev", file).ok
    left = [path.name for path in home.root.rglob("*") if path.is_file() and "dev" in path.relative_to(home.root).parts]
    assert (leaks(home), left, (home.root / "passphrase").exists()) == ([], [], False)
