"""Commands that are built once from pinned modules: found again, not mixed up, the plugin where it is looked for."""

from __future__ import annotations

import io
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from aksnet.engine import kubernetes_plugin
from aksnet.engine.engine_errors import EngineError
from aksnet.engine.go_build import BuildFailed, GoModule
from aksnet.engine.home import Home
from aksnet.engine.kubernetes_plugin import PLUGIN, install, refuse_mismatch
from aksnet.engine.parts import Part

PLUGIN_NAME = "pulumi-resource-kubernetes"


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=200)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home")


@pytest.fixture
def part(tmp_path: Path) -> Part:
    source = tmp_path / "module"
    source.mkdir()
    (source / "go.mod").write_text("module some\n", encoding="utf-8")
    module = GoModule(title="Building", source=source, packages=("some/a", "some/b"), variables={"v": "1"})
    return Part(name="some", module=module)


def fake_go(folder: Path, monkeypatch: pytest.MonkeyPatch, build: str, download: str = "") -> Path:
    """Put a Go on the PATH that builds and downloads by these lines of shell, and counts its builds in a file."""
    folder.mkdir()
    go, builds = folder / "go", folder / "builds"
    go.write_text(
        f'#!/bin/sh\ncase "$1" in\nenv) echo go1.26.0;;\nlist) echo some/a;;\nmod) {download or ":"};;\n'
        f"*) echo . >> {builds}; {build};;\nesac\n",
        encoding="utf-8",
    )
    go.chmod(go.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return builds


def test_a_part_is_built_once_and_another_pin_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: Part, home: Home, console: Console
) -> None:
    builds = fake_go(tmp_path / "bin", monkeypatch, 'echo built > "${5#-o=}/a"')
    assert part.found(home) is None
    folder = part.obtain(home, console)
    assert (folder / "a").read_text() == "built\n"
    assert (part.obtain(home, console), part.found(home)) == (folder, folder)
    assert builds.read_text() == ".\n"

    (part.module.source / "go.mod").write_text("module some\n\ngo 1.26\n", encoding="utf-8")
    assert part.found(home) is None
    assert part.obtain(home, console) != folder
    assert [path.name for path in home.parts.iterdir()] == [f"some-{part.digest}"]


def test_a_digest_follows_from_all_that_a_build_depends_on(part: Part) -> None:
    module = part.module
    others = [
        replace(part, salt="cut otherwise"),
        replace(part, module=replace(module, variables={"v": "2"})),
        replace(part, module=replace(module, packages=("some/a",))),
    ]
    digests = [each.digest for each in (part, *others)]
    (module.source / "go.sum").write_text("", encoding="utf-8")
    assert len({*digests, part.digest}) == 5
    assert replace(part, module=replace(module, title="Said otherwise")).digest == part.digest


def test_a_build_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: Part, home: Home, console: Console
) -> None:
    fake_go(tmp_path / "bin", monkeypatch, "echo 'no such package!' >&2; exit 1")
    with pytest.raises(BuildFailed) as caught:
        part.obtain(home, console)
    assert str(caught.value) == "The build with Go failed: no such package!"
    assert list(home.parts.iterdir()) == []


def download(folder: Path, **told: str) -> str:
    """Return the line of shell by which Go tells where the provider's source is."""
    (folder / "told.json").write_text(json.dumps({"Dir": str(folder / "provider"), **told}), encoding="utf-8")
    return f"cat {folder / 'told.json'}"


def provider_source(folder: Path, lines: list[str]) -> None:
    path = folder / "provider" / "pkg" / "provider" / "provider_construct.go"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o444)


CONSTRUCT = [
    'providerhelmv4 "helm"',
    'providerkustomizev2 "kustomize"',
    'provideryamlv2 "yaml"',
    "factories = map{",
    '"Chart": providerhelmv4.New,',
    '"ConfigFile": provideryamlv2.NewFile,',
    '"ConfigGroup": provideryamlv2.NewGroup,',
    '"Directory": providerkustomizev2.New,',
    "}",
]


def test_the_plugin_is_built_from_its_pinned_source_without_its_components(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Home, console: Console
) -> None:
    provider_source(tmp_path, CONSTRUCT)
    told = download(tmp_path, Sum=kubernetes_plugin._SUM)
    build = f'cp provider/pkg/provider/provider_construct.go "${{5#-o=}}/{PLUGIN_NAME}"'
    fake_go(tmp_path / "bin", monkeypatch, build, told)
    assert not install(home)
    built = PLUGIN.obtain(home, console)
    assert (built / PLUGIN_NAME).read_text() == "factories = map{\n}\n"
    assert install(home)
    assert install(home)
    version = kubernetes_plugin.asked_for()
    link = home.pulumi_home / "plugins" / f"resource-kubernetes-v{version}" / PLUGIN_NAME
    assert link.resolve() == (built / PLUGIN_NAME).resolve()


@pytest.mark.parametrize(
    ("lines", "told", "message"),
    [
        (CONSTRUCT, {"Sum": "h1:other="}, "cannot be had: its sum is h1:other=, not h1:"),
        (CONSTRUCT, {"Error": "module is gone"}, "cannot be had: module is gone"),
        (CONSTRUCT[1:], {"Sum": kubernetes_plugin._SUM}, "is not as expected"),
    ],
    ids=["another sum", "no module", "another source"],
)
def test_another_source_of_the_plugin_is_not_built(
    lines: list[str],
    told: dict[str, str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    home: Home,
    console: Console,
) -> None:
    provider_source(tmp_path, lines)
    builds = fake_go(tmp_path / "bin", monkeypatch, "", download(tmp_path, **told))
    with pytest.raises(BuildFailed, match=message):
        PLUGIN.obtain(home, console)
    assert not builds.exists()


def test_a_plugin_that_somebody_put_there_stays_and_a_link_to_an_older_build_does_not(home: Home) -> None:
    folder = home.pulumi_home / "plugins" / f"resource-kubernetes-v{kubernetes_plugin.asked_for()}"
    folder.mkdir(parents=True)
    (folder / PLUGIN_NAME).symlink_to(home.parts / "gone")
    built = PLUGIN.folder(home)
    built.mkdir(parents=True)
    (built / PLUGIN_NAME).touch()
    assert install(home)
    assert (folder / PLUGIN_NAME).resolve() == (built / PLUGIN_NAME).resolve()

    (folder / PLUGIN_NAME).unlink()
    (folder / PLUGIN_NAME).write_text("theirs", encoding="utf-8")
    assert install(home)
    assert (folder / PLUGIN_NAME).read_text() == "theirs"


def test_a_plugin_that_the_sdk_does_not_ask_for_is_neither_built_nor_used(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_mismatch()
    monkeypatch.setattr(kubernetes_plugin, "asked_for", lambda: "4.35.0")
    PLUGIN.folder(home).mkdir(parents=True)
    assert not install(home)
    with pytest.raises(EngineError) as caught:
        refuse_mismatch()
    assert str(caught.value) == (
        "The installed SDK pulumi-kubernetes is 4.35.0, and the Kubernetes provider is pinned for 4.34.2: the engine "
        "would not take it. Install the SDK of the lock file (make setup), or pin the provider anew in "
        "aksnet/engine/kubernetes_plugin.py."
    )
