"""The copy of a stack file keeps every value byte for byte and drops what only the real stack can use."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.stack_file_copy import Copy, clean, prepare

KEPT = """\
# a comment
config:
  a:version: 1.30   # unquoted on purpose
  a:flag: yes
  a:time: 12:30
  a:list: [1.10, 'x',   "y"]
"""


def test_what_is_not_secret_is_kept_byte_for_byte() -> None:
    assert clean(KEPT) == Copy(text=KEPT, secrets={})


@pytest.mark.parametrize(
    "dropped",
    [
        "encryptionsalt: v1:abc=\n" + KEPT,
        KEPT + "encryptionsalt: v1:abc=\n",
        "environment:\n  - one\n  - two\n" + KEPT,
        "environment:\n  imports:\n    - secure: AAAB\n" + KEPT,
    ],
)
def test_the_real_stack_s_own_is_dropped(dropped: str) -> None:
    assert clean(dropped) == Copy(text=KEPT, secrets={})


@pytest.mark.parametrize(
    ("secret", "read", "paths"),
    [
        ("  a:secret:\n    secure: AAAB\n", {"a:secret": "sandbox-secret-1"}, ["a:secret"]),
        ("  a:secret: {secure: AAAB}\n  b: 1\n", {"a:secret": "sandbox-secret-1", "b": 1}, ["a:secret"]),
        (
            "  a:deep:\n    one: 1\n    two:\n      secure: AAAB\n    three: 3\n",
            {"a:deep": {"one": 1, "two": "sandbox-secret-1", "three": 3}},
            ["a:deep.two"],
        ),
        (
            "  a:items:\n    - one\n    - secure: AAAB\n    - two\n",
            {"a:items": ["one", "sandbox-secret-1", "two"]},
            ["a:items[1]"],
        ),
        (
            "  k: {a.b: {secure: x}, b: [1, {secure: y}]}\n",
            {"k": {"a.b": "sandbox-secret-1", "b": [1, "sandbox-secret-2"]}},
            ['k["a.b"]', "k.b[1]"],
        ),
    ],
)
def test_a_secret_becomes_a_made_up_one_at_its_place(secret: str, read: object, paths: list[str]) -> None:
    copy = clean("config:\n" + secret)
    assert yaml.safe_load(copy.text) == {"config": read}
    assert copy.secrets == {path: f"sandbox-secret-{number}" for number, path in enumerate(paths, 1)}


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


def test_aliases_that_repeat_without_end_are_refused_in_one_message(tmp_path: Path) -> None:
    """440 bytes of YAML that stand for more maps than there are atoms; the engine refuses them too."""
    lines = ["config:", "  a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    (tmp_path / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("\n".join(lines))
    with pytest.raises(SandboxError, match=r"is not YAML: its aliases .* repeat too much"):
        prepare(project=tmp_path, stack="dev", work=tmp_path / "work")
    assert not (tmp_path / "work").exists()
