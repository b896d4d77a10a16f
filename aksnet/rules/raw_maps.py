"""Raw maps, which are merged into a request after planning: names, types, and what they may not say."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aksnet.azure.raw_arguments import PLANNED, RawTarget, on_path, properties, record
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, nearest, some_of

_SECRET = re.compile(r"(password|secret): |://[^/\s:@]+:[^/\s@]+@", re.IGNORECASE)
"""A name that ends so, or an address with a password in it."""
_PLAIN: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "string": (str, "text"),
    "boolean": (bool, "true or false"),
    "integer": (int, "a whole number"),
    "number": ((int, float), "a number"),
}


def raw_maps(context: Context) -> Iterator[Problem]:
    """azure-native knows each name and type, and none is decided by planning or secret."""
    for target, path, raw in _written(context):
        for name, value in raw.items():
            yield from _judged(target, path, name, value, properties(target))


def raw_on_existing(context: Context) -> Iterator[Problem]:
    """An existing subnet is never written, so that nothing of it can be set here."""
    existing = {subnet.name for subnet in context.layout.subnets.values() if subnet.existing}
    for mention in context.layout.mentions:
        if mention.settings.raw and mention.name in existing:
            yield Problem(
                kind=Kind.KEY_ON_EXISTING,
                path=f"{mention.path}.raw",
                value=sorted(mention.settings.raw),
                message="no raw on an existing subnet, because this stack does not write that subnet",
                cure="remove it, and set it where the subnet is declared",
            )


def _written(context: Context) -> Iterator[tuple[RawTarget, str, Mapping[str, Any]]]:
    for cluster in context.layout.clusters.values():
        yield RawTarget.CLUSTER, f"{cluster.path}.raw", cluster.settings.raw
        for pool in cluster.pools.values():
            yield RawTarget.POOL, f"{pool.path}.raw", pool.settings.raw
    for mention in context.layout.mentions:
        yield RawTarget.SUBNET, f"{mention.path}.raw", mention.settings.raw


def _judged(target: RawTarget, path: str, name: str, value: Any, known: Mapping[str, str]) -> Iterator[Problem]:
    """Judge one property; `path` is that of the map that it is in."""
    here = f"{path}.{name}"
    below = here.split(".raw.", 1)[1]
    kind = known.get(name)
    planned = on_path(below, PLANNED[target])
    if kind is None:
        meant = nearest(name, known)
        yield Problem(
            kind=Kind.RAW_UNKNOWN,
            path=here,
            value=_shown(here, value),
            message=f"a property that azure-native has here: {some_of(sorted(known))}",
            cure=f"write {meant}" if meant else "remove it",
        )
    elif planned is not None:
        key = PLANNED[target][planned]
        yield Problem(
            kind=Kind.RAW_PLANNED,
            path=here,
            value=_shown(here, value),
            message=f"nothing of {planned}, because planning decides about it and answers for what comes of it",
            cure=f"remove it, and write {key}" if key else "remove it",
        )
    else:
        yield from _typed(target, here, value, kind)


def _typed(target: RawTarget, path: str, value: Any, kind: str) -> Iterator[Problem]:
    inside = record(kind)
    if kind.startswith("["):
        if not isinstance(value, list):
            yield _wrong_type(path, value, "a list")
            return
        for index, each in enumerate(value):
            yield from _typed(target, f"{path}.{index}", each, kind[1:-1])
    elif kind.startswith("{") or inside is not None:
        if not isinstance(value, Mapping):
            yield _wrong_type(path, value, "a map")
            return
        for name, each in value.items():
            if inside is None:
                yield from _typed(target, f"{path}.{name}", each, kind[1:-1])
            else:
                yield from _judged(target, path, str(name), each, inside)
    else:
        yield from _plain(path, value, kind)


def _plain(path: str, value: Any, kind: str) -> Iterator[Problem]:
    if _SECRET.search(f"{path}: {value}"):
        yield Problem(
            kind=Kind.RAW_SECRET,
            path=path,
            value="(not shown)",
            message="nothing secret: planning prints what is sent, in plans, reports and outputs",
            cure="remove it, and let what asks for it take it from a vault",
        )
    elif kind in _PLAIN:
        wanted, words = _PLAIN[kind]
        if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean"):
            yield _wrong_type(path, value, words)


def _shown(path: str, value: Any) -> Any:
    """Return what a message repeats of a value: of a record the names in it, of what may be secret nothing."""
    if isinstance(value, Mapping):
        return sorted(map(str, value))
    if isinstance(value, list):
        return [_shown(path, each) for each in value]
    return "(not shown)" if _SECRET.search(f"{path}: {value}") else value


def _wrong_type(path: str, value: Any, words: str) -> Problem:
    return Problem(
        kind=Kind.RAW_TYPE,
        path=path,
        value=_shown(path, value),
        message=f"{words}, as azure-native has it here",
        cure=f"write {words}",
    )


RULES = (raw_maps, raw_on_existing)
