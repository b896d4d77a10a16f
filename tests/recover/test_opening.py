"""What happens before a stack of the sandbox is opened: locks, broken checkpoints, stacks that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksnet.cli.recover_sandbox import in_sandbox
from aksnet.engine.file_backend import FileBackend, StackFiles
from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import Engine
from aksnet.errors import UsageError
from aksnet.recover import run_lock as locks
from aksnet.recover.cloud import RecoverError
from aksnet.recover.holders import held
from aksnet.recover.mending import mend
from aksnet.sandbox.azure.made_up import SUBSCRIPTION

CHECKOUT = Path(__file__).parents[2]
ENGINE = Engine(path=Path("/none"), version="0")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    home = Home.of(tmp_path)
    stacks(home).mkdir(parents=True)
    return home


def files(home: Home) -> StackFiles:
    return home.backend.stack("p", "dev")


def stacks(home: Home) -> Path:
    return files(home).checkpoint.parent


def test_a_stack_that_no_run_made_is_said_so_and_not_made(home: Home) -> None:
    with (
        pytest.raises(UsageError, match="The stack dev was never deployed"),
        in_sandbox(project=CHECKOUT, stack="dev", using=ENGINE),
    ):
        pytest.fail("it was opened")
    assert list(stacks(home).iterdir()) == []


def test_a_checkpoint_that_was_cut_off_is_taken_from_its_backup_and_that_is_said(home: Home) -> None:
    file = stacks(home) / "dev.json"
    file.write_text('{"cut', encoding="utf-8")
    (stacks(home) / "dev.json.bak").write_text("{}", encoding="utf-8")
    assert mend(files(home)) == (
        "The state dev.json was cut off in writing: its backup dev.json.bak was put in its place.",
    )
    assert (file.read_text(encoding="utf-8"), mend(files(home))) == ("{}", ())


def test_without_a_backup_either_it_says_what_to_delete(home: Home) -> None:
    (stacks(home) / "dev.json").write_text("", encoding="utf-8")
    with pytest.raises(RecoverError, match=r"Neither the state .*dev\.json nor its backup .* Delete both files"):
        mend(files(home))


def test_other_stacks_are_known_by_what_they_have_and_are_creating(home: Home) -> None:
    kind = "azure-native:network:VirtualNetwork"
    inputs = {"resourceGroupName": "rg", "virtualNetworkName": "new"}
    latest = {
        "resources": [{"urn": "u", "type": kind, "id": "/Old"}, {"urn": "s", "type": "pulumi:pulumi:Stack"}],
        "pending_operations": [{"type": "creating", "resource": {"urn": "n", "type": kind, "inputs": inputs}}],
    }
    for name in ("dev", "other"):
        text = json.dumps({"checkpoint": {"latest": latest}})
        (stacks(home) / f"{name}.json").write_text(text, encoding="utf-8")
    (stacks(home) / "broken.json").write_text("", encoding="utf-8")
    others = held(home.backend, files(home), SUBSCRIPTION)
    assert {arm_id.rsplit("/", 1)[1]: stack for arm_id, stack in others.items()} == {"old": "other", "new": "other"}


def test_the_locks_of_a_backend_of_plain_files_are_described_as_the_engine_does(tmp_path: Path) -> None:
    backend = FileBackend.at(tmp_path.as_uri())
    assert backend is not None
    folder = backend.stack("p", "s").locks
    assert folder == tmp_path / ".pulumi" / "locks" / "organization" / "p" / "s"
    folder.mkdir(parents=True)
    lock = {"pid": 7, "username": "u", "hostname": "h", "timestamp": "now"}
    (folder / "a.json").write_text(json.dumps(lock), encoding="utf-8")
    (folder / "b.json").write_text("", encoding="utf-8")
    assert [each.told for each in locks.standing(folder)] == [
        "created by u@h (pid 7) at now",
        "b.json: it does not tell whose it is",
    ]
    assert (FileBackend.at("https://app.pulumi.com/u"), locks.standing(None)) == (None, [])
    assert FileBackend.at(backend.url) == backend
