"""What customers say of us and of each alternative, by the criteria they choose by."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from personas.models import Comparison, Evidence, Persona
from workspaces.access import EDIT, VIEW, Access, access_object
from workspaces.changes import change_row, create_row, remove_row

US = ""
MOST_NAMED = 16
SHOWN_TO_MARK = 12


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """Quotes of one criterion about one alternative, or about us (an empty ``alternative``)."""

    alternative: str
    said: tuple[Comparison, ...] = ()

    def _count(self, leaning: str) -> int:
        return sum(1 for each in self.said if each.leaning == leaning)

    @property
    def good(self) -> int:
        return self._count(Comparison.Leaning.GOOD)

    @property
    def bad(self) -> int:
        return self._count(Comparison.Leaning.BAD)

    @property
    def mixed(self) -> int:
        return self._count(Comparison.Leaning.MIXED)


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    criterion: str
    cells: tuple[ComparedCell, ...]

    @property
    def quotes(self) -> int:
        return sum(len(cell.said) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """Criteria down, those most is said of first; us and the alternatives across."""

    alternatives: tuple[str, ...] = ()
    rows: tuple[ComparedCriterion, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not any(row.quotes for row in self.rows)


def comparison_table(*, access: Access, persona: Persona) -> ComparisonTable:
    """The table of one persona: criteria and alternatives of their profile, and any that quotes
    brought. One query."""
    access.require(VIEW)
    rows = (
        Comparison.objects.for_workspace(access.workspace)
        .filter(persona=persona)
        .select_related("evidence")
    )
    said: dict[tuple[str, str], list[Comparison]] = defaultdict(list)
    for row in rows:
        said[row.criterion.casefold(), row.alternative.casefold()].append(row)
    criteria = _once([*persona.choice_criteria, *(row.criterion for row in rows)])
    alternatives = _once([US, *persona.alternatives, *(row.alternative for row in rows)])
    table = [
        ComparedCriterion(
            criterion,
            tuple(
                ComparedCell(other, tuple(said.get((criterion.casefold(), other.casefold()), ())))
                for other in alternatives
            ),
        )
        for criterion in criteria
    ]
    table.sort(key=lambda row: -row.quotes)  # of equals, the profile's order stays
    return ComparisonTable(tuple(alternatives), tuple(table))


@transaction.atomic
def keep_comparison(
    *,
    access: Access,
    evidence: Evidence,
    persona: Persona,
    criterion: str,
    alternative: str,
    leaning: str,
) -> Comparison:
    """Say what a quote says; said again, the newer leaning holds, whatever the capitals."""
    access.require(EDIT)
    # Two people who say the same at once come one after the other.
    persona = access_object(Persona.objects.select_for_update(), access, pk=persona.pk)
    rows = Comparison.objects.for_workspace(access.workspace).filter(persona=persona)
    spellings = rows.order_by("criterion", "alternative")
    known = spellings.values_list("criterion", "alternative").distinct()
    criterion = _as_listed(criterion, [*persona.choice_criteria, *(one for one, _ in known)])
    alternative = _as_listed(alternative, [*persona.alternatives, *(other for _, other in known)])
    same = (criterion.casefold(), alternative.casefold())
    there: Comparison | None = next(
        (
            row
            for row in rows.filter(evidence=evidence)
            if (row.criterion.casefold(), row.alternative.casefold()) == same
        ),
        None,
    )
    if there is not None:
        change_row(access=access, instance=there, changes={"leaning": leaning})
        return there
    row = Comparison(
        evidence=evidence,
        persona=persona,
        criterion=criterion,
        alternative=alternative,
        leaning=leaning,
    )
    create_row(access=access, instance=row)
    return row


def remove_comparison(*, access: Access, comparison: Comparison) -> None:
    access.require(EDIT)
    remove_row(access=access, instance=comparison)


def quotes_to_compare(*, access: Access, persona: Persona) -> list[Evidence]:
    """Quotes that name an alternative or a criterion of the profile and are not marked yet, newest
    first. One query."""
    access.require(VIEW)
    named = [*persona.alternatives, *persona.choice_criteria][:MOST_NAMED]
    holds = Q()
    for name in named:
        words = _bare(name)
        if len(words) > 2:
            holds |= Q(text__icontains=words)
    if not holds:
        return []
    marked = Comparison.objects.for_workspace(access.workspace).filter(persona=persona)
    rows = (
        Evidence.objects.for_workspace(access.workspace)
        .filter(holds, Q(persona=None) | Q(persona=persona), junk="")
        .exclude(pk__in=marked.values("evidence_id"))
        .order_by("-pk")[:SHOWN_TO_MARK]
    )
    return list(rows)


def _once(names: Sequence[str]) -> list[str]:
    """Each name once, whatever its capitals; the first spelling stays."""
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(name.casefold(), name)
    return list(known.values())


def _as_listed(name: str, listed: Sequence[str]) -> str:
    """The spelling of the profile, if it has this name."""
    name = " ".join(name.split())
    return next((each for each in listed if each.casefold() == name.casefold()), name)


def _bare(name: str) -> str:
    """“Doing nothing (the whiteboard)” is looked for as “doing nothing”."""
    return name.split("(")[0].strip().casefold()
