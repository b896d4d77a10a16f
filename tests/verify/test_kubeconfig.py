"""A kubeconfig that cannot be used is one message, which quotes no secret; nothing else is printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from aksnet.errors import AksnetError
from aksnet.verify.sources import ObjectKind
from aksnet.verify.sources.live import LiveCluster

HIDDEN = "very-secret"


def config(user: Any, server: str = "http://127.0.0.1:9") -> str:
    return yaml.safe_dump(
        {
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": server}}],
            "users": [{"name": "u", **user}],
        }
    )


def program(command: str, *arguments: str) -> dict[str, Any]:
    version = "client.authentication.k8s.io/v1"
    return {"user": {"exec": {"apiVersion": version, "command": command, "args": list(arguments)}}}


NO_FORM = "it is no kubeconfig: it is not of the form that kubectl writes"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("root:x:0:0:root:/root:/bin/bash\nbin:x:1:1::/:/bin/false", NO_FORM),
        ("- a\n- b", NO_FORM),
        ("a: [", "it is not YAML (line 1)"),
        ("a: b: very-secret", "it is not YAML (line 1)"),
        ("users: 3\nclusters: 4\ncontexts: 5", NO_FORM),
        ("users: [very-secret]\nclusters: []\ncontexts: []", None),
        ("a: \x00", "it is not YAML"),
        ("", None),
    ],
)
def test_a_file_that_is_no_kubeconfig_is_one_message(tmp_path: Path, content: str, said: str | None) -> None:
    file = tmp_path / "config"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(AksnetError) as fault:
        LiveCluster.of_file(file, None)
    start = f"The kubeconfig {file} cannot be used: "
    assert str(fault.value).startswith(start)
    assert said in (None, str(fault.value).removeprefix(start))
    assert HIDDEN not in str(fault.value)


def test_a_file_that_is_not_text_or_a_folder_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    for path in (tmp_path / "binary", tmp_path, tmp_path / "gone"):
        with pytest.raises(AksnetError, match=r"cannot be used: "):
            LiveCluster.of_file(path, None)


def test_an_entry_that_lacks_something_is_not_quoted(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(config({"user": {"exec": {"env": [{"name": "a", "value": HIDDEN}]}}}), encoding="utf-8")
    with pytest.raises(AksnetError) as fault:
        LiveCluster.of_file(file, None)
    assert HIDDEN not in str(fault.value)


@pytest.mark.parametrize("text", ["root:x:0:0", "- a", "a: [", "3", ""])
def test_a_stacks_kubeconfig_that_is_none_is_one_message(text: str) -> None:
    with pytest.raises(AksnetError, match=r"^The stack's kubeconfig cannot be used \("):
        LiveCluster.of_text(text)


def test_a_login_program_that_is_missing_or_fails_is_named_in_one_message(tmp_path: Path) -> None:
    file = tmp_path / "config"
    for user, said in (
        (program("kubelogin-is-missing", "get-token"), "[Errno 2] No such file or directory: 'kubelogin-is-missing'"),
        (program("/bin/sh", "-c", "echo log in first >&2; exit 3"), "exec: process returned 3. log in first"),
    ):
        text = config(user)
        file.write_text(text, encoding="utf-8")
        opened: dict[str, Callable[[], LiveCluster]] = {
            f"The kubeconfig {file}": partial(LiveCluster.of_file, file, None),
            "The stack's kubeconfig": partial(LiveCluster.of_text, text),
        }
        for whose, open_it in opened.items():
            with pytest.raises(AksnetError) as fault:
                open_it()
            assert str(fault.value) == (
                f"{whose} logs in with a program that does not work: {said}. Install it or log in with it "
                "(https://learn.microsoft.com/azure/aks/kubelogin-authentication)."
            )


def test_a_server_that_is_not_there_is_told_without_warnings_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "config"
    file.write_text(config({"user": {"token": HIDDEN}}), encoding="utf-8")
    with pytest.raises(AksnetError) as fault:
        list(LiveCluster.of_file(file, None).items(ObjectKind.PODS, None))
    assert str(fault.value).startswith("The API server http://127.0.0.1:9 cannot be reached: ")
    assert [record.getMessage() for record in caplog.records] == []
