"""The copy of a stack file keeps every value byte for byte and drops what only the real stack can use."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from aksnet.sandbox.errors import SandboxError
from aksnet.sandbox.stackfile import clean, prepare

KEPT = """\
# a comment
config:
  a:version: 1.30   # unquoted on purpose
  a:flag: yes
  a:time: 12:30
  a:list: [1.10, 'x',   "y"]
"""


def test_what_is_not_secret_is_kept_byte_for_byte() -> None:
    assert clean(KEPT) == KEPT


@pytest.mark.parametrize(
    ("dropped", "left"),
    [
        ("encryptionsalt: v1:abc=\n" + KEPT, KEPT),
        (KEPT + "encryptionsalt: v1:abc=\n", KEPT),
        ("environment:\n  - one\n  - two\n" + KEPT, KEPT),
        ("environment:\n  imports:\n    - one\n" + KEPT, KEPT),
        (KEPT + "  a:secret:\n    secure: AAAB\n", KEPT),
        (KEPT + "  a:secret: {secure: AAAB}\n  b: 1\n", KEPT + "  b: 1\n"),
        (
            KEPT + "  a:deep:\n    one: 1\n    two:\n      secure: AAAB\n    three: 3\n",
            KEPT + "  a:deep:\n    one: 1\n    three: 3\n",
        ),
        (KEPT + "  a:items:\n    - one\n    - secure: AAAB\n    - two\n", KEPT + "  a:items:\n    - one\n    - two\n"),
    ],
)
def test_secrets_and_the_real_stack_s_own_are_dropped(dropped: str, left: str) -> None:
    assert clean(dropped) == left


@pytest.mark.parametrize(
    ("flow", "left"),
    [
        ("{a: {secure: x}, b: 1}", {"b": 1}),
        ("{b: 1, a: {secure: x}}", {"b": 1}),
        ("{a: {secure: x}}", {}),
        ("[1, {secure: x}, 2]", [1, 2]),
        ("[{secure: x}]", []),
    ],
)
def test_flow_style_stays_yaml(flow: str, left: object) -> None:
    assert yaml.safe_load(clean(f"config:\n  k: {flow}\n")) == {"config": {"k": left}}


def test_the_user_s_file_is_not_touched_and_another_file_may_stand_in(tmp_path: Path) -> None:
    project, work = tmp_path / "project", tmp_path / "work"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: p\nruntime: python\n", encoding="utf-8")
    (project / "Pulumi.dev.yaml").write_text("encryptionsalt: x\n" + KEPT, encoding="utf-8")
    prepare(project=project, stack="dev", work=work)
    assert (work / "Pulumi.dev.yaml").read_text(encoding="utf-8") == KEPT
    assert (project / "Pulumi.dev.yaml").read_text(encoding="utf-8") == "encryptionsalt: x\n" + KEPT
    (tmp_path / "other.yaml").write_text("config: {}\n", encoding="utf-8")
    prepare(project=project, stack="dev", work=work, stack_file=tmp_path / "other.yaml")
    assert (work / "Pulumi.dev.yaml").read_text(encoding="utf-8") == "config: {}\n"


def test_a_missing_or_broken_file_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"no Pulumi\.yaml"):
        prepare(project=tmp_path, stack="dev", work=tmp_path / "w")
    (tmp_path / "Pulumi.yaml").write_text("name: p\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("a: [\n", encoding="utf-8")
    with pytest.raises(SandboxError, match=r"Stacks with a file here: dev\."):
        prepare(project=tmp_path, stack="other", work=tmp_path / "w")
    with pytest.raises(SandboxError, match="is not YAML"):
        prepare(project=tmp_path, stack="dev", work=tmp_path / "w")
