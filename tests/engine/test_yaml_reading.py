"""The engine and the planner's own loader read a stack file alike: every scalar that YAML may twist, keys, merges."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine
from aksnet.sandbox.run import run
from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.settings.stackfile import StackFile, StackFileError, read_stack
from tests.engine.conftest import PROJECTS

pytestmark = pytest.mark.engine

SCALARS = """
1.30 | 1.0 | 100.0 | 1. | .5 | 5. | +.5 | -.5 | -0.0 | 1e3 | 1E3 | 1.5e3 | 12e03 | 1e+3 | 1e21 | 1e-7 | 0.000001
0.1 | 0.30000000000000004 | 1234567.25 | 123456789012345.5 | 685_230.15 | 1_0.5
10 | +5 | -0 | 010 | -010 | 0o14 | 0O14 | 0x1F | 0xabc | -0x1F | +0x1F | 0x_1F | 0b101 | -0b11 | 0b_1
1_000 | 1__0 | 0_1 | 09 | 08.5 | 9223372036854775807 | -9223372036854775808 | 99999999999999999999
1e400 | -1e400 | 1e-400 | 0xFFFFFFFFFFFFFFFFFFFF | -0xFFFFFFFFFFFFFFFFFFFF
077777777777777777777777777 | 0o7777777777777777777777777
{0} | -{0} | {0}.5 | {0}e5 | 0x{0}
yes | no | on | Off | y | true | True | TRUE | tRue | "yes" | 'true'
12:30 | 12:30:45 | 190:20:30 | 2028-03-31 | 2028-3-1 | 2028-13-45 | 2028-03-31T10:00:00Z | 2028-03-31 10:00:00
2001-12-14t21:59:43.10-05:00 | 2028-03-31T10:00:00 | 2028-02-30
~ | null | Null | NULL | nULL | "" | = | + | . | .. | .e3 | e3 | _1 | 0x | 0o | 0o9 | inf | 1.3.0 | 1,000
10.224.0.0/16 | fd12:3456:789a::/64 | "1.30" | "[1.30, yes]" | '{"a": 1.30}' | '[1, 2'
!!str 1.30 | !!int "3" | !!float 3 | !!binary aGVsbG8= | !!timestamp 2028-03-31 | !own text
"""
SCALARS = SCALARS.replace("{0}", "9" * 5000)
OBJECTS = """
empty:
nothing: {v: }
list: [1.30, yes, 010, ~, [], {}]
keys: {1: a, 1.30: b, yes: c, ~: d, true: e, 0x10: f, .5: g, 2028-03-31: h, 1e21: i}
block: |
  two
  lines
folded: >-
  one
  line
anchor: &anchor {x: 1.30}
alias: *anchor
merged: {<<: *anchor, y: 2}
overridden: {<<: *anchor, x: 3}
several: {<<: [{x: 1}, {x: 2, z: 3}]}
not-merged: {v: <<}
set: !!set {x, y}
pairs: !!omap [x: 1, y: 2]
escaped: {v: "<b>&é\\u00e9"}
hidden: {shown: 1, secret: {secure: AAABAG}, list: [{secure: AAABAG}, 2]}
"""
REFUSED = {
    "a key twice": "config:\n  reading:a: {x: 1, x: 2}\n",
    "a key twice at the top": "config:\n  reading:a: 1\n  reading:a: 2\n",
    "a key twice as number and text": 'config:\n  reading:a: {1: x, "1": y}\n',
    "a key twice as two numbers": "config:\n  reading:a: {1.0: x, 1: y}\n",
    "an infinite number": "config:\n  reading:a: {x: .inf}\n",
    "not a number": "config:\n  reading:a: .nan\n",
    "a list as config": "config: []\n",
    "text as a whole": "hello\n",
    "a list as a key": "config:\n  reading:a: {[1, 2]: 3}\n",
    "text as a whole number": "config:\n  reading:a: !!int hello\n",
    "text as a truth value": "config:\n  reading:a: !!bool yes\n",
    "an alias of nothing": "config:\n  reading:a: *nothing\n",
    "aliases without end": "config:\n  reading:a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"  reading:{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghij")),
    "half a character": 'config:\n  reading:a: "\\ud83d"\n',
    "a character beyond all": 'config:\n  reading:a: "\\UFFFFFFFF"\n',
    "a merge of an alias of a list": "config:\n  reading:a: &a [{x: 1}]\n  reading:b: {<<: *a}\n",
    "a tab": "config:\n\treading:a: 1\n",
}


@pytest.fixture
def project(engine: Engine, home: Home, tmp_path: Path) -> Path:
    assert engine.path.is_file()
    assert home.root
    return Path(shutil.copytree(PROJECTS / "yaml", tmp_path / "yaml"))


def both(project: Path, text: str) -> tuple[StackFile, dict[str, Any]]:
    """Read a stack file with the loader and with the engine."""
    (project / "Pulumi.try.yaml").write_text(text, encoding="utf-8")
    result = run("preview", project=project, stack="try")
    assert (result.ok, result.errors) == (True, ())
    return read_stack(project, "try"), {**result.outputs, "raw": json.loads(result.outputs["raw"])}


def texts(raw: dict[str, Any]) -> dict[str, str]:
    """Return the values as JSON, where 1 and 1.0 and true differ."""
    return {key: json.dumps(value, sort_keys=True) for key, value in raw.items()}


def test_every_scalar_means_the_same_at_the_top_and_inside(project: Path) -> None:
    scalars = [scalar.strip() for line in SCALARS.strip().splitlines() for scalar in line.split(" | ")]
    lines = ["config:"]
    for number, scalar in enumerate(scalars):
        lines += [f"  reading:top{number:03}: {scalar}", f"  reading:in{number:03}:", f"    value: {scalar}"]
    ours, engines = both(project, "\n".join(lines) + "\n")
    assert texts(ours.raw) == texts(engines["raw"])
    assert len(ours.raw) == 2 * len(scalars) + 5, "each scalar twice, and the project's own defaults"
    assert ours.raw["in000"] == {"value": 1.3}, "the table itself is what it says"


def test_objects_keys_anchors_and_the_project_s_defaults_mean_the_same(project: Path) -> None:
    objects = "\n".join(f"  {'' if line[0] == ' ' else 'reading:'}{line}" for line in OBJECTS.strip().splitlines())
    head = "environment: [shared]\nconfig:\n  azure-native:location: westeurope\n  unqualified: {x: 1.30}\n"
    ours, engines = both(project, f"{head}  reading:config:long: 1\n  other:a: {{b: c}}\n{objects}\n")
    assert engines["raw"].pop("hidden") == {"shown": 1, "secret": "[secret]", "list": ["[secret]", 2]}
    assert ours.raw.pop("hidden") == {"shown": 1, "list": [2]}, "what only the engine can read is left out"
    assert texts(ours.raw) == texts(engines["raw"])
    assert ours.location == engines["location"] == "westeurope"
    assert ours.notes == (
        "Pulumi.try.yaml: reading:hidden.secret is encrypted and left out here; only the engine can read `secure:` "
        "values",
        "Pulumi.try.yaml: reading:hidden.list[0] is encrypted and left out here; only the engine can read `secure:` "
        "values",
        "Pulumi.try.yaml: `environment:` is not read here; only the engine can open it",
    )


@pytest.mark.parametrize("text", ["", "{}\n", "config:\n", "\ufeffconfig:\n  reading:a: 1\n", "other: 1\n"])
def test_files_that_say_little_mean_the_same(project: Path, text: str) -> None:
    ours, engines = both(project, text)
    assert (texts(ours.raw), ours.location) == (texts(engines["raw"]), engines.get("location"))


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_the_engine_refuses_is_refused(project: Path, text: str) -> None:
    (project / "Pulumi.try.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StackFileError):
        read_stack(project, "try")
    with pytest.raises(SandboxError):
        run("preview", project=project, stack="try")
