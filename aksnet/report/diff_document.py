"""A comparison as one plain document: what `aksnet diff --format json` prints, and what comments are written from.

A document may come from a place that nobody has to trust, such as the artifact of a workflow that ran a fork's code: it
is read strictly, and no text in it is more than text.
"""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.comparison import Addresses, Comparison, warnings_on_sides
from aksnet.diff.placed_ranges import Place, PlacedRange
from aksnet.settings.problems import Problem
from aksnet.visible import shortened

_MOST: Final = 5_000
Shown = Annotated[str, BeforeValidator(lambda found: shortened(found, _MOST) if isinstance(found, str) else found)]
"""Text that is made visible, and cut where nobody would read on."""
StackName = Annotated[str, Field(pattern=r"^[\w.-]{1,100}$")]
_Rows = Annotated[int, Field(ge=0)]


class DocumentRow(BaseModel):
    """A part of a document, whose keys are written in camelCase."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True
    )


class ChangeRow(DocumentRow):
    """One change of what is there."""

    subject: Subject
    path: Shown
    cluster: Shown | None
    old: Shown
    new: Shown
    effect: Annotated[str, Field(pattern=f"^({'|'.join(Effect.__members__)})$")]
    """Name of a member of `Effect`; likewise `outcome`."""
    outcome: Annotated[str, Field(pattern=f"^({'|'.join(Outcome.__members__)})$")]
    refused: bool
    migrate: bool
    """Whether Azure makes it in place once `aksnet migrate` has prepared the state, as the stack file asks for."""
    because: Shown
    steps: list[Shown]
    page: Shown | None


class AddressesRow(DocumentRow):
    """What one range has to give."""

    range: Shown
    available: int
    free: int


class BothAddresses(DocumentRow):
    """A range on both sides; None where it is not, or is not counted."""

    before: AddressesRow | None
    after: AddressesRow | None


class RangeRow(DocumentRow):
    """One range with what it is for."""

    place: Place
    name: Shown
    range: Shown


class BothRanges(DocumentRow):
    """All ranges on both sides."""

    before: list[RangeRow]
    after: list[RangeRow]


class WayOutRow(DocumentRow):
    """A cluster whose way out differs; None on the side where the cluster is not."""

    cluster: Shown
    before: Shown | None
    after: Shown | None


class ProblemRow(DocumentRow):
    """A problem of a stack file, or what there is to warn of."""

    kind: Shown
    path: Shown
    value: Shown | None
    message: Shown
    cure: Shown
    page: Shown | None


class WarningRows(DocumentRow):
    """Warnings on both sides."""

    new: list[ProblemRow]
    gone: list[ProblemRow]
    kept: _Rows
    """How many are on both."""


class StackDiff(DocumentRow):
    """What one stack's change is; where it cannot be planned, why."""

    stack: StackName
    against: Shown
    failure: Shown | None = None
    """What kept the two sides from being compared, where no problem of the stack file did."""
    problems: list[ProblemRow] = Field(default_factory=list)
    """What is wrong in the stack file; nothing is compared then."""
    new_clusters: list[Shown] = Field(default_factory=list)
    changes: list[ChangeRow] = Field(default_factory=list)
    kept: list[Shown] = Field(default_factory=list)
    """What living clusters keep, though the settings alone would have it otherwise."""
    addresses: dict[Shown, BothAddresses] = Field(default_factory=dict)
    ranges: BothRanges = BothRanges(before=[], after=[])
    ways_out: list[WayOutRow] = Field(default_factory=list)
    warnings: WarningRows = WarningRows(new=[], gone=[], kept=0)

    @property
    def compared(self) -> bool:
        """Whether there was something to compare."""
        return self.failure is None and not self.problems

    @property
    def refused(self) -> list[ChangeRow]:
        """The changes that a run would be refused for."""
        return [change for change in self.changes if change.refused]

    @property
    def unchanged(self) -> bool:
        """Whether nothing changes in the network."""
        sides = self.ranges
        moved = any(both.before != both.after for both in self.addresses.values()) or sides.before != sides.after
        told = (
            self.changes or self.kept or self.new_clusters or self.ways_out or self.warnings.new or self.warnings.gone
        )
        return self.compared and not moved and not told


class DiffDocument(DocumentRow):
    """What `aksnet diff --format json` prints."""

    stacks: list[StackDiff]


def stack_diff(found: Comparison) -> StackDiff:
    """Return a comparison as a document."""
    new, gone, kept = warnings_on_sides(found.warnings_before, found.warnings_after)
    ways = {**found.ways_out_before, **found.ways_out_after}
    return StackDiff(
        stack=found.stack,
        against=found.against,
        new_clusters=list(found.new_clusters),
        changes=[_change(change, found) for change in found.changes],
        kept=list(found.kept),
        addresses={
            name: BothAddresses(before=_addresses(found.before.get(name)), after=_addresses(found.after.get(name)))
            for name in dict.fromkeys([*found.before, *found.after])
        },
        ranges=BothRanges(before=_ranges(found.ranges_before), after=_ranges(found.ranges_after)),
        ways_out=[
            WayOutRow(cluster=key, before=found.ways_out_before.get(key), after=found.ways_out_after.get(key))
            for key in sorted(ways)
            if found.ways_out_before.get(key) != found.ways_out_after.get(key)
        ],
        warnings=WarningRows(new=[_problem(each) for each in new], gone=[_problem(each) for each in gone], kept=kept),
    )


def failed_diff(stack: str, against: str, *, failure: str = "", problems: Sequence[Problem] = ()) -> StackDiff:
    """Return the document of a stack that cannot be compared."""
    rows = [_problem(problem) for problem in problems]
    return StackDiff(stack=stack, against=against, failure=None if rows else failure, problems=rows)


def document_text(stacks: Sequence[StackDiff]) -> str:
    """Return the documents of several stacks as JSON."""
    return DiffDocument(stacks=list(stacks)).model_dump_json(indent=2) + "\n"


def _change(change: Change, found: Comparison) -> ChangeRow:
    return ChangeRow(
        subject=change.subject,
        path=change.path,
        cluster=change.cluster,
        old=change.old,
        new=change.new,
        effect=change.effect.name,
        outcome=change.outcome.name,
        refused=change in found.refused,
        migrate=change in found.to_migrate,
        because=change.because,
        steps=list(change.steps),
        page=change.page,
    )


def _addresses(found: Addresses | None) -> AddressesRow | None:
    return None if found is None else AddressesRow(range=found.range, available=found.available, free=found.free)


def _ranges(found: Sequence[PlacedRange]) -> list[RangeRow]:
    return [RangeRow(place=each.place, name=each.name, range=str(each.network)) for each in found]


def _problem(problem: Problem) -> ProblemRow:
    return ProblemRow(
        kind=problem.kind.id,
        path=problem.path,
        value=None if problem.value is None else str(problem.value),
        message=problem.message,
        cure=problem.cure,
        page=problem.page,
    )
