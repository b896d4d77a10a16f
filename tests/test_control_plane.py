"""A control plane that does not start says why and leaves nothing; one that starts is for `make live`."""

import stat
from pathlib import Path

import pytest

from tools.real.control_plane import ControlPlane, ControlPlaneError
from tools.real.real_parts import Commands


@pytest.mark.slow
def test_a_part_that_ends_by_itself_is_told_with_its_last_words_and_the_others_end_too(tmp_path: Path) -> None:
    scripts = {"server": "exec sleep 600", "kube-apiserver": "echo first; echo 'no such flag' >&2; exit 1"}
    for name, lines in scripts.items():
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    plane = ControlPlane(Commands(folder=tmp_path), tmp_path / "plane")
    with pytest.raises(ControlPlaneError) as caught, plane:
        raise AssertionError
    assert str(caught.value) == "kube-apiserver ended by itself: no such flag"
    assert (plane.processes, (tmp_path / "plane").exists()) == ([], False)
