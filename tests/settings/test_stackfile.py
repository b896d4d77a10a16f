"""The loader of stack files without an engine: what it finds, what it refuses, and how it says so.

That it reads YAML as the engine does is proven in tests/engine/test_yaml_reading.py.
"""

from pathlib import Path

import pytest

from aksnet.settings.stackfile import StackFile, StackFileError, StackNameError, read_stack

PROJECT = "name: aks-networking\nconfig:\n  clusters: {default: {}}\n"


def written(folder: Path, text: str, project: str = PROJECT) -> Path:
    (folder / "Pulumi.yaml").write_text(project, encoding="utf-8")
    (folder / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, stack: str = "dev") -> str:
    with pytest.raises(StackFileError) as error:
        read_stack(folder, stack)
    return str(error.value)


def test_a_stack_file_gives_the_project_s_own_values_and_the_location(tmp_path: Path) -> None:
    text = "config:\n  azure-native:location: eastus\n  other:a: 1\n  aks-networking:clusters: {dev: {x: 1.30}}\n"
    assert read_stack(written(tmp_path, text), "dev") == StackFile(
        stack="dev", raw={"clusters": {"dev": {"x": 1.3}}}, location="eastus"
    )


def test_a_stack_may_be_named_with_its_organisation(tmp_path: Path) -> None:
    assert read_stack(written(tmp_path, ""), "org/aks-networking/dev").stack == "dev"


def test_without_a_word_the_project_s_defaults_hold_and_no_location_is_known(tmp_path: Path) -> None:
    assert read_stack(written(tmp_path, ""), "dev") == StackFile(stack="dev", raw={"clusters": {}}, location=None)


def test_what_only_the_engine_can_read_is_left_out_and_said(tmp_path: Path) -> None:
    text = "environment: [prod]\nconfig:\n  aks-networking:clusters:\n    dev: {sshPublicKey: {secure: AAAB}}\n"
    found = read_stack(written(tmp_path, text), "dev")
    assert found.raw == {"clusters": {"dev": {}}}
    assert found.notes == (
        "Pulumi.dev.yaml: aks-networking:clusters.dev.sshPublicKey is encrypted and left out here; only the engine can "
        "read `secure:` values",
        "Pulumi.dev.yaml: `environment:` is not read here; only the engine can open it",
    )


def test_a_missing_file_names_those_that_exist(tmp_path: Path) -> None:
    assert refused(written(tmp_path, ""), "nope") == (
        f"There is no stack file {tmp_path}/Pulumi.nope.yaml. Stacks with a file here: dev."
    )
    assert refused(tmp_path / "nowhere").startswith("There is no Pulumi.yaml in ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("config:\n  a: [1\n", "Pulumi.dev.yaml cannot be read: line 3, column 1: "),
        ("config:\n  aks-networking:a: {x: 1, x: 2}\n", "line 2, column 28: the key 'x' stands here twice"),
        ("config:\n  aks-networking:a: .inf\n", "line 2, column 21: .inf is a number that the engine cannot pass on"),
        ("config:\n  aks-networking:a: !!int x\n", "line 2, column 21: 'x' cannot be read as !!int"),
        ("config:\n  aks-networking:a: &a [1, *a]\n", "line 2, column 28: the alias *a stands inside its own anchor"),
        (
            "config: &c\n  x: {<<: *c}\n",
            "Pulumi.dev.yaml cannot be read: line 2, column 11: the alias *c stands inside",
        ),
        (
            "config:\n  a: " + "[" * 5000,
            "line 2, column 104: more than 100 levels of maps and lists inside one another",
        ),
        ("a: &a " + "[" * 60 + "]" * 60 + "\nb: " + "[" * 60 + "*a", "line 2, column 64: more than 100 levels of"),
        ("config: [a]\n", "Pulumi.dev.yaml: `config:` must be a map of keys to values."),
        ("text\n", "Pulumi.dev.yaml must be a map with the key `config:`."),
        ("a: 1\n---\nb: 2\n", "line 2, column 1: a second document begins here; a stack file has one"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    assert says in refused(written(tmp_path, text))


def test_json_in_quotes_that_is_too_deep_to_be_read_stays_text(tmp_path: Path) -> None:
    text = "[" * 200_000
    assert read_stack(written(tmp_path, f"config: {{aks-networking:a: '{text}'}}\n"), "dev").raw["a"] == text


@pytest.mark.parametrize("name", ["../x", "a/../x", "/x", "x/", "a/b/c/d", "..", "..\\x", ""])
def test_a_path_in_place_of_a_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StackNameError) as error:
        read_stack(written(tmp_path, ""), name)
    assert str(error.value) == (
        f"{name or 'Nothing'} is no name of a stack: a stack name has no slash, and stands between Pulumi. and .yaml."
    )


@pytest.mark.parametrize("clusters", ["{secure: AAAB}", "{dev: {secure: AAAB}}"])
def test_clusters_that_only_the_engine_can_read_are_the_one_thing_that_is_said(tmp_path: Path, clusters: str) -> None:
    path = "aks-networking:clusters" + (".dev" if "dev" in clusters else "")
    project = "name: aks-networking\nconfig:\n  clusters: {default: {from-project: {}}}\n"
    written(tmp_path, f"config:\n  aks-networking:clusters: {clusters}\n", project)
    assert refused(tmp_path) == (
        f"Pulumi.dev.yaml: {path} is encrypted and left out here; only the engine can read `secure:` values. Nothing "
        "is left to plan."
    )


def test_bytes_that_are_no_text_are_told_too(tmp_path: Path) -> None:
    written(tmp_path, "")
    (tmp_path / "Pulumi.dev.yaml").write_bytes(b"config: \xff\xfe\n")
    assert refused(tmp_path).startswith(f"{tmp_path}/Pulumi.dev.yaml cannot be read: ")


def test_a_project_without_a_name_is_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "", project="runtime: python\n")) == (
        f"{tmp_path}/Pulumi.yaml does not say the project's name."
    )
