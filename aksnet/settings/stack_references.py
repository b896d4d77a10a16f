"""Values that another stack puts out, written as `{fromStack: organization/project/stack, output: network.vnetId}`.

They are put in before settings are read, so that planning sees text and lists alone. Who reads another stack's outputs
is the caller: the program asks the engine, the command line reads files or the sandbox. What cannot be had is one
problem where it stands; ids are then planned under a placeholder, so that everything else is judged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aksnet.settings.annotations import fields_of, inside, marks_of, records_of
from aksnet.settings.later import MayBeLater
from aksnet.settings.model import SettingsModel
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, nearest, one_of
from aksnet.settings.settings import Settings

_STACK: Final = "fromStack"
_OUTPUT: Final = "output"
_HIDDEN: Final = "[secret]"
"""What `pulumi stack output --json` prints in place of a secret."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StackRead:
    """The outputs of another stack, or why they could not be read."""

    outputs: Mapping[str, Any] | None
    secret: frozenset[str] = frozenset()
    """Names of outputs that are secret."""
    unread: str = ""
    """Why there are no outputs, as it ends a sentence."""
    cure: str = ""


Reader = Callable[[str], StackRead]
"""Reads the outputs of a stack by the name that the stack file gives it."""


def with_stack_outputs(raw: Mapping[str, Any], read: Reader) -> tuple[dict[str, Any], list[Problem]]:
    """Return settings with the outputs of other stacks in them, and a problem for each that cannot be had."""
    references = _References(read)
    settings: dict[str, Any] = references.inserted(dict(raw), Settings, (), None)
    return settings, references.problems


def is_reference(value: object) -> bool:
    """Return whether a value of a stack file stands for an output of another stack."""
    return isinstance(value, Mapping) and _STACK in value


class _Gone:
    """Stands for a value that is left out."""


class _References:
    def __init__(self, read: Reader) -> None:
        self._read = read
        self._known: dict[str, StackRead] = {}
        self.problems: list[Problem] = []

    def inserted(self, value: Any, kind: Any, path: tuple[str, ...], mark: MayBeLater | None) -> Any:
        match value:
            case Mapping() if is_reference(value):
                return self._inserted_output(value, kind, path, mark)
            case Mapping():
                fields = fields_of(kind)
                found = {key: self._field(each, kind, fields, key, path) for key, each in value.items()}
                return {key: each for key, each in found.items() if not isinstance(each, _Gone)}
            case list():
                items = [self._item(each, kind, index, path) for index, each in enumerate(value)]
                flat = [part for each in items for part in (each if isinstance(each, list) else [each])]
                return [each for each in flat if not isinstance(each, _Gone)]
            case _:
                return value

    def _field(self, value: Any, kind: Any, fields: Mapping[str, Any], key: Any, path: tuple[str, ...]) -> Any:
        field = fields.get(key)
        if field is None:
            below = inside(kind)
            return self.inserted(value, below, (*path, str(key)), next(iter(marks_of(below, MayBeLater)), None))
        marks = [each for each in field.metadata if isinstance(each, MayBeLater)]
        mark = next(iter([*marks, *marks_of(field.annotation, MayBeLater)]), None)
        return self.inserted(value, field.annotation, (*path, str(key)), mark)

    def _item(self, value: Any, kind: Any, index: int, path: tuple[str, ...]) -> Any:
        below = inside(kind)
        return self.inserted(value, below, (*path, str(index)), next(iter(marks_of(below, MayBeLater)), None))

    def _inserted_output(
        self, reference: Mapping[str, Any], kind: Any, path: tuple[str, ...], mark: MayBeLater | None
    ) -> Any:
        found = self._output(reference, ".".join(path))
        return found if found is not None else _stand_in(kind, mark, path)

    def _output(self, reference: Mapping[str, Any], path: str) -> Any:
        """Return the output that a reference names; nothing, with a problem, where there is none to use."""
        stack, name = reference.get(_STACK), reference.get(_OUTPUT)
        if not isinstance(stack, str) or not isinstance(name, str) or set(reference) != {_STACK, _OUTPUT} or not name:
            self.problems.append(
                Problem(
                    kind=Kind.STACK_REFERENCE,
                    path=path,
                    value=dict(reference),
                    message=f"a stack and an output of it: {{{_STACK}: organization/project/stack, {_OUTPUT}: path}}",
                    cure=f"write both keys as text, for instance {_OUTPUT}: network.vnetId",
                )
            )
            return None
        if stack not in self._known:
            self._known[stack] = self._read(stack)
        return self._part(self._known[stack], stack, name, path)

    def _part(self, read: StackRead, stack: str, name: str, path: str) -> Any:
        shown = f"{stack}: {name}"
        if read.outputs is None:
            self._tell(Kind.STACK_UNREAD, path, shown, f"the outputs of {stack}, {read.unread}", read.cure)
            return None
        here: Any = read.outputs
        steps = name.split(".")
        for number, step in enumerate(steps):
            below = _step(here, step)
            if below is None:
                names = [str(each) for each in here] if isinstance(here, Mapping) else []
                near = nearest(step, names)
                self._tell(
                    Kind.STACK_OUTPUT_MISSING,
                    path,
                    shown,
                    f"an output of {stack}; {'.'.join(steps[:number]) or 'it'} has {one_of(names) or 'nothing in it'}",
                    f"write {'.'.join([*steps[:number], near])}" if near else "name one of them",
                )
                return None
            here = below
        if steps[0] in read.secret or here == _HIDDEN:
            self._tell(
                Kind.STACK_OUTPUT_SECRET,
                path,
                shown,
                "an output that is no secret: planning prints it, in plans, reports, names and outputs",
                f"let {stack} put it out in the clear",
            )
            return None
        if isinstance(here, str) or (isinstance(here, list) and all(isinstance(each, str) for each in here)):
            return here
        self._tell(
            Kind.STACK_OUTPUT_MISSING, path, shown, "an output that is text or a list of texts", "name a part of it"
        )
        return None

    def _tell(self, kind: Kind, path: str, value: str, message: str, cure: str) -> None:
        self.problems.append(Problem(kind=kind, path=path, value=value, message=message, cure=cure))


def _step(here: Any, step: str) -> Any:
    if isinstance(here, Mapping):
        return here.get(step)
    if isinstance(here, list) and step.isdigit() and int(step) < len(here):
        return here[int(step)]
    return None


def _stand_in(kind: Any, mark: MayBeLater | None, path: tuple[str, ...]) -> Any:
    """Return what an id is planned under while it is not known; a range has nothing that could stand for it."""
    if mark is None:
        by_text = [each for each in records_of(kind) if issubclass(each, SettingsModel) and each.shorthand is not None]
        fields = [field for record in by_text if (field := record.model_fields.get("id")) is not None]
        marks = [
            each
            for field in fields
            for each in (*field.metadata, *marks_of(field.annotation, MayBeLater))
            if isinstance(each, MayBeLater)
        ]
        mark = next(iter(marks), None)
    if mark is None or mark.secret or mark.form == MayBeLater().form:
        return _Gone()
    arm_id = mark.placeholder("not-read", "not-read")
    parts = [part for part in path if part not in ("clusters", "network", "subnets", "id")]
    return f"{arm_id}-{'-'.join(parts)}" if "/subnets/" in arm_id else arm_id
