"""The examples' own tests, as their README tells people to run them."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from aksnet.engine.home import HOME_VARIABLE
from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT

pytestmark = pytest.mark.engine
TESTS = runpy.run_path(str(CHECKOUT / "examples" / "python" / "test_shop.py"))


@pytest.mark.parametrize("name", [name for name in TESTS if name.startswith("test_")])
def test_the_example_in_python(name: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine.path.is_file()
    monkeypatch.setenv(HOME_VARIABLE, str(CHECKOUT / ".aksnet"))
    test = TESTS[name]
    test(*([tmp_path] if test.__code__.co_argcount else []))
