"""Thirty single changes on the real engine, one of each cluster of one stack: its steps are those of the comparison
without it, and an up of the changes by which no cluster is lost passes the guard and does just those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksnet.sandbox.result import RunResult
from tests.cross.compare import LOCATION, STACK
from tests.cross.compare_changes import Changed, Thing, thing_of
from tests.cross.many_clusters import Raw, many_clusters
from tests.cross.second_up import Step
from tests.engine.conftest import Runner

pytestmark = pytest.mark.engine

ENGINE_STEPS = {"update": Step.UPDATED, "replace": Step.REPLACED, "delete": Step.DELETED, "create": Step.CREATED}


def file_of(folder: Path, raw: Raw) -> Path:
    path = folder / "many.yaml"
    settings = {f"aks-networking:{key}": value for key, value in raw.items()}
    path.write_text(json.dumps({"config": {"azure-native:location": LOCATION, **settings}}))
    return path


def without_engine(changed: Changed) -> dict[Thing, Step]:
    """Return the steps of clusters, pools and subnets; what Azure refuses later is an update to the engine, or a
    deletion where it is no longer declared."""
    gone = {thing[1] for thing, done in changed.steps.items() if done.step is Step.REPLACED and thing[0] == "cluster"}
    steps = {}
    for thing, done in changed.steps.items():
        refused = Step.UPDATED if done.paths else Step.DELETED
        if thing[0] in ("cluster", "subnet") or (thing[0] == "pool" and thing[1] not in gone):
            steps[thing] = refused if done.step is Step.REFUSED else done.step
    return steps


def by_engine(result: RunResult, changed: Changed) -> dict[Thing, Step]:
    """Return the engine's steps of the same; what is made anew with its cluster is left out."""
    gone = {thing[1] for thing, done in changed.steps.items() if done.step is Step.REPLACED and thing[0] == "cluster"}
    found = {thing_of(urn): ENGINE_STEPS[step] for urn, step in result.changed.items()}
    return {
        thing: step
        for thing, step in found.items()
        if thing is not None and (thing[0] in ("cluster", "subnet") or (thing[0] == "pool" and thing[1] not in gone))
    }


def test_thirty_changes_are_the_engines_steps_too(
    checkout: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = many_clusters("thirty", 30)
    assert checkout("up", STACK, file_of(tmp_path, many.before)).ok
    with monkeypatch.context() as unguarded:
        unguarded.setenv("AKSNET_GUARD", "off")
        preview = checkout("preview", STACK, file_of(tmp_path, many.after))
    assert (preview.ok, preview.errors) == (True, ())
    assert by_engine(preview, many.changed) == without_engine(many.changed)
    up = checkout("up", STACK, file_of(tmp_path, many.harmless))
    assert (up.ok, up.errors) == (True, ())
    assert by_engine(up, many.harmlessly) == without_engine(many.harmlessly)
    assert not list(many.changed.differences()), many.changed.report()
