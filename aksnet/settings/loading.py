"""From the raw mapping that the engine or a file reader gives to `Settings`, or to the problems that prevent it.

Type errors come from pydantic and are translated one by one. What is wrong is then left out and the rest is checked
again, so that the rules can speak about everything else in the same run.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, assert_never

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from aksnet.azure.axes import WorkloadKind
from aksnet.settings.annotations import inside, record_of, records_of
from aksnet.settings.later import NotPlain
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, nearest, one_of
from aksnet.settings.settings import Settings
from aksnet.visible import acts

Location = tuple[str | int, ...]

_TYPES = {
    "string_type": ("text", "write text; put numbers and true or false in quotes"),
    "int_type": ("a whole number", "write a number without quotes"),
    "bool_type": ("true or false", "write true or false without quotes"),
    "list_type": ("a list", "write [a, b] or one `- item` per line"),
    "dict_type": ("a map of names to values", "write `name: value` pairs, indented"),
    "model_type": ("a map of keys to values", "write `key: value` pairs, indented, or {} for the defaults"),
}
_SIZES = {
    "too_short": ("at least {min_length} of them", "add one, or remove the key to get the default"),
    "invalid_key": ("text as a key", "put the key in quotes"),
}
_MOST_PROBLEMS = 500
"""Problems that are told of one reading: whoever has more has another file in mind, and comparing all takes minutes."""
_TAG_AT = 4
"""In `clusters.<key>.workloads.<name>` errors pydantic puts the kind here, which is no part of the file."""


def load(raw: Mapping[str, Any]) -> tuple[Settings | None, list[Problem]]:
    """Read settings; with problems, the settings are what is left when the wrong parts are taken out.

    `raw` maps the keys below `aks-networking:` to plain values (maps, lists, text, numbers). `None` comes back in
    place of settings only when nothing usable is left.
    """
    problems: list[Problem] = []
    data: dict[str, Any] = _printable(deepcopy(dict(raw)), "", problems)
    while True:
        try:
            return Settings.model_validate(data), problems
        except ValidationError as error:
            wrong = error.errors(include_url=False)
        details = wrong[:_MOST_PROBLEMS]
        places = [_place(data, tuple(detail["loc"])) for detail in details]
        found = [_problem(detail, place) for detail, place in zip(details, places, strict=True)]
        problems += _news(found, problems)
        cut = [_cut(data, _root_of(place)) for place in places]
        if not all(cut) or len(wrong) > len(details):
            return None, problems


def _printable(value: Any, path: str, problems: list[Problem]) -> Any:
    """Return a value without the keys and texts that could not be shown as they are; they become problems."""
    if isinstance(value, list):
        kept = [(each, f"{path}.{index}") for index, each in enumerate(value)]
        return [_printable(each, place, problems) for each, place in kept if not _is_unfit(each, place, problems)]
    if isinstance(value, dict):
        return {
            key: _printable(each, f"{path}.{key}", problems)
            for key, each in value.items()
            if not (_is_unfit(key, f"{path}.{key}", problems) or _is_unfit(each, f"{path}.{key}", problems))
        }
    return value


def _is_unfit(text: object, path: str, problems: list[Problem]) -> bool:
    if isinstance(text, NotPlain):
        problems.append(_not_plain(text, path.removeprefix(".")))
        return True
    if not isinstance(text, str) or not acts(text):
        return False
    problems.append(
        Problem(
            kind=Kind.TEXT_FORM,
            path=path.removeprefix("."),
            value=text,
            message="text without characters that act on a terminal or hide from a reader, since reports repeat it",
            cure="remove what is shown here as \\x, \\u or \\U",
        )
    )
    return True


def _not_plain(found: NotPlain, path: str) -> Problem:
    """Say why an output or a secret cannot stand here."""
    match found:
        case NotPlain.OUTPUT:
            message = (
                "a value that must be known before the run, because planning works with it; an output may be a tag, a "
                "message, the location, and the id or resource group of what is there already"
            )
            cure = "pass the value itself, for instance from the program's configuration"
        case NotPlain.SECRET:
            message = (
                "a value that is no secret: planning prints it, in plans, reports, names and outputs; only tags and a "
                "workload's message may be secret"
            )
            cure = "pass it in the clear"
        case unknown:
            assert_never(unknown)
    return Problem(kind=Kind.NOT_PLAIN, path=path, value=str(found), message=message, cure=cure)


def _news(found: list[Problem], problems: list[Problem]) -> list[Problem]:
    """Return what no earlier round has said: not the map that is empty because its only entry was wrong.

    One path is wrong once: an entry whose key is a number need not be told that its content is wrong too.
    """
    first = {problem.path: problem for problem in reversed(found)}
    return [
        problem
        for problem in [first[path] for path in dict.fromkeys(problem.path for problem in found)]
        if not any(said.explains(problem) for said in problems)
    ]


def _place(data: object, location: Location) -> Location:
    """Return the location as a reader of the file sees it: pydantic's own marks (union tags, key marks) left out."""
    place: list[str | int] = []
    here = data
    for position, part in enumerate(location):
        last = position == len(location) - 1
        if part == "[key]" or (position == _TAG_AT and location[2] == "workloads"):
            continue
        if isinstance(here, Mapping):
            if part not in here and not last:
                continue
            here = here.get(part)
        elif isinstance(here, Sequence) and not isinstance(here, str) and isinstance(part, int):
            here = here[part] if part < len(here) else None
        elif isinstance(here, str):
            break  # a shorthand: the text itself is what is wrong
        place.append(part)
    return tuple(place)


def _problem(detail: ErrorDetails, place: Location) -> Problem:
    context = detail.get("ctx", {})
    value = detail["input"]
    page: str | None = None
    meant: str | None = None
    match detail["type"]:
        case "settings":
            kind, message, cure, page = context["kind"], context["message"], context["cure"], context["page"]
        case "extra_forbidden":
            known = _keys_at(tuple(detail["loc"])[:-1])
            near = nearest(str(place[-1]), known)
            kind, message = Kind.UNKNOWN_KEY, f"no such key; known here: {one_of(known)}"
            cure = f"write {near}" if near else "remove it"
            meant = _dotted((*place[:-1], near)) if near else None
        case "missing":
            kind, value, message, cure = Kind.MISSING_KEY, None, "this key is needed", f"add {place[-1]}"
        case "enum" | "literal_error":
            kind, message = Kind.CHOICE, f"one of {context['expected']}"
            near = nearest(str(value), context["expected"].replace(" or ", ", ").replace("'", "").split(", "))
            cure = f"write {near}" if near else "write one of them"
        case "too_short" | "invalid_key":
            kind = Kind.SIZE
            message, cure = _SIZES[detail["type"]]
            message = message.format_map(context)
        case "workload_kind":
            kind = Kind.WORKLOAD_KIND
            message = f"{' or '.join(WorkloadKind)}: kind says which workload an instance of another name is"
            cure = f"add {' or '.join(f'kind: {kind}' for kind in WorkloadKind)}"
        case name if name in _TYPES:
            kind = Kind.TYPE
            message, cure = _TYPES[name]
        case _:
            kind, message, cure = Kind.VALUE, _plainly(detail["msg"]), "correct the value"
    return Problem(kind=kind, path=_dotted(place), value=value, message=message, cure=cure, page=page, meant=meant)


def _dotted(place: Location) -> str:
    return ".".join(str(part) or '""' for part in place)


def _plainly(message: str) -> str:
    return message[:1].lower() + message[1:]


def _root_of(place: Location) -> Location:
    """Return what to leave out: a wrong mode takes its cluster along, because all other keys hang on the mode."""
    if len(place) == 3 and place[0] == "clusters" and _meant(place) == "mode":
        return place[:2]
    return place


def _meant(place: Location) -> str | None:
    return nearest(str(place[-1]), _keys_at(place[:-1]))


def _cut(data: dict[str, Any], place: Location) -> bool:
    """Take the value at `place` out; False when there is nothing to take, so that reading again cannot help."""
    if not place:
        return False
    here: Any = data
    for part in place[:-1]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return True  # already gone with its parent
    if isinstance(here, dict):
        if place[-1] not in here:
            return _cut(data, place[:-1])  # a missing key: the record that lacks it goes
        del here[place[-1]]
    elif isinstance(here, list) and isinstance(place[-1], int):
        return _cut(data, place[:-1])  # positions shift: the whole list goes
    else:
        return _cut(data, place[:-1])
    return True


def _keys_at(location: Location) -> list[str]:
    """Return the keys of the record at a pydantic location."""
    kind: Any = Settings
    for part in location:
        kind = _step(kind, part)
    record = record_of(kind)
    return [field.alias or name for name, field in record.model_fields.items()] if record else []


def _step(kind: Any, part: str | int) -> Any:
    record = record_of(kind)
    if record is not None:
        by_alias = {field.alias or name: field.annotation for name, field in record.model_fields.items()}
        return by_alias.get(str(part), kind)
    below = inside(kind)
    if below is not None:
        return below
    tagged = (each for each in records_of(kind) if "kind" in each.model_fields)
    return next((each for each in tagged if each.model_fields["kind"].default == part), kind)
