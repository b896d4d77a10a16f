"""What a run of the sandbox becomes in a comment, and the base that it runs on top of."""

import subprocess
from pathlib import Path

from aksnet.report.preview_document import PreviewDocument
from aksnet.sandbox.result import RunResult
from tools.ci.sandbox_previews import checked_out, of_result

_URN = "urn:pulumi:dev::aks-networking::"


def test_a_run_is_told_by_its_steps_without_the_stack_itself() -> None:
    steps = {
        f"{_URN}pulumi:pulumi:Stack::aks-networking-dev": "create",
        f"{_URN}azure-native:network:VirtualNetwork::vnet": "same",
        f"{_URN}azure-native:network:Subnet::one": "update",
        f"{_URN}azure-native:network:Subnet::two": "delete",
    }
    result = RunResult(operation="preview", stack="dev", ok=True, steps=steps, seconds=4.2)
    assert of_result(result, "main") == PreviewDocument(
        stack="dev",
        where="sandbox",
        on_top="main",
        ok=True,
        steps={"same": 1, "update": 1, "delete": 1},
        lines=["~ azure-native:network:Subnet  one", "- azure-native:network:Subnet  two"],
        seconds=4.2,
    )
    assert of_result(result, "").told == "1 to update, 1 to delete, 1 unchanged"


def test_a_revision_is_checked_out_for_as_long_as_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)  # noqa: S607 - whichever git there is
    (tmp_path / "file").write_text("new")
    with checked_out(tmp_path, "HEAD") as place:
        assert place is not None
        assert (place / "file").read_text() == "old"
    assert not place.exists()
    listed = subprocess.run(["git", "worktree", "list"], cwd=tmp_path, check=True, capture_output=True, text=True)  # noqa: S607
    assert len(listed.stdout.splitlines()) == 1
    with checked_out(tmp_path, None) as nothing:
        assert nothing is None
