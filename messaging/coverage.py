"""Coverage: where a pain is felt, whether copy speaks to it there, and how dear each gap is.

gap = opportunity x intensity / 5 x what is uncovered. Opportunity (0 to 20) is that of
personas/mapping; the intensity (1 to 5) is the pain's at that stage. Uncovered is 1 where nothing
live speaks to the pain, HALF_COVERED where only a message for any moment does, 0 where live copy
does at that very stage.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from messaging.live_texts import is_live
from messaging.models import Message, Variant
from personas.mapping.opportunity import Opportunity
from personas.models import JourneyStage, PainPoint, Persona, StagePain
from personas.rank_pains import rank_pains
from workspaces.access import Access

HALF_COVERED = 0.5
HIGHEST_OPPORTUNITY = 20.0
HEAT_STEPS = 5
FULL_INTENSITY = 5
State = Variant.State
IN_WORK = (State.DRAFT, State.SUBMITTED, State.APPROVED)


@dataclass(slots=True)
class Copy:
    """How many variants speak to a pain at a stage: shown now, here or elsewhere; ready; and still
    being worked on."""

    live: int = 0
    approved: int = 0
    in_work: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """``stage`` is None for messages that leave the moment open; ``intensity`` 0 is not felt."""

    pain: PainPoint
    stage: JourneyStage | None
    intensity: int
    opportunity: Opportunity
    copy: Copy
    gap: float

    @property
    def is_gap(self) -> bool:
        """Felt here, and nobody has begun to write."""
        return self.gap > 0 and not (self.copy.live or self.copy.approved or self.copy.in_work)

    @property
    def heat(self) -> int:
        """0 (not felt) to 5: how much there is to win by speaking to this pain here.

        It goes with the number in the cell; where live copy closed the gap, with what it closed.
        """
        if not self.intensity:
            return 0
        worth = self.gap or self.opportunity.score * self.intensity / FULL_INTENSITY
        share = worth / HIGHEST_OPPORTUNITY
        return max(1, min(HEAT_STEPS, round(share * HEAT_STEPS + 0.5)))


@dataclass(frozen=True, slots=True)
class Row:
    pain: PainPoint
    opportunity: Opportunity
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Coverage:
    """Pains by opportunity, best first; each row has a cell per stage and one for any moment."""

    stages: tuple[JourneyStage, ...] = ()
    rows: tuple[Row, ...] = field(default=())

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @cached_property
    def gaps(self) -> list[Cell]:
        """Every felt cell without copy of its own, the dearest first."""
        found = [cell for cell in self.cells if cell.gap > 0 and not cell.copy.live]
        return sorted(found, key=lambda cell: (-cell.gap, cell.pain.pk, _position(cell)))

    @cached_property
    def silent_pains(self) -> list[Cell]:
        """The dearest gap of each pain nothing live speaks to, at any stage or in general."""
        spoken = {cell.pain.pk for cell in self.cells if cell.copy.live}
        dearest: dict[int, Cell] = {}
        for cell in self.gaps:
            if cell.pain.pk not in spoken:
                dearest.setdefault(cell.pain.pk, cell)
        return list(dearest.values())

    @property
    def covered(self) -> int:
        return sum(1 for cell in self.cells if cell.intensity and cell.copy.live)

    @property
    def felt(self) -> int:
        return sum(1 for cell in self.cells if cell.intensity)


def coverage(*, access: Access, persona: Persona | None = None) -> Coverage:
    """The matrix of the workspace, or of one persona, in five queries."""
    ranked = rank_pains(access=access, persona=persona)
    stages = tuple(JourneyStage.objects.for_workspace(access.workspace))
    felt = {
        (pain_id, stage_id): intensity
        for pain_id, stage_id, intensity in StagePain.objects.for_workspace(
            access.workspace
        ).values_list("pain_id", "stage_id", "intensity")
    }
    placed = {pain_id for pain_id, _ in felt}
    copy = _copy(access)
    rows: list[Row] = []
    for each in ranked:
        anywhere = copy[each.pain.pk, None].live
        cells: list[Cell] = []
        for stage in (*stages, None):
            key = (each.pain.pk, stage.pk if stage else None)
            intensity = felt.get((each.pain.pk, stage.pk), 0) if stage else 0
            if stage is None and each.pain.pk not in placed:
                # Nobody has said yet when this pain is felt, so the open column speaks for it.
                intensity = FULL_INTENSITY
            gap = _gap(each.opportunity, intensity, copy[key].live, anywhere if stage else 0)
            cells.append(
                Cell(each.pain, stage, intensity, each.opportunity, copy[key], round(gap, 2))
            )
        rows.append(Row(each.pain, each.opportunity, tuple(cells)))
    return Coverage(stages, tuple(rows))


def best_message(*, access: Access, pain: PainPoint, stage: JourneyStage | None) -> Message | None:
    """The message to write for this pain at this stage: the most closely aimed one there is."""
    rows = Message.objects.for_workspace(access.workspace).filter(
        Q(persona=None) | Q(persona=pain.persona_id),
        placement__archived_at=None,
        transition=None,
    )
    rows = rows.filter(Q(stage=None) | Q(stage=stage)) if stage else rows.filter(stage=None)
    found: Message | None = rows.order_by(
        F("stage").desc(nulls_last=True), F("persona").desc(nulls_last=True), "id"
    ).first()
    return found


def _gap(opportunity: Opportunity, intensity: int, live: int, anywhere: int) -> float:
    if live or not intensity:
        return 0.0
    uncovered = HALF_COVERED if anywhere else 1.0
    return opportunity.score * intensity / FULL_INTENSITY * uncovered


def _copy(access: Access) -> defaultdict[tuple[int, int | None], Copy]:
    """(pain id, stage id or None) -> what there is, in one query.

    What answers a moment of decision counts where the moment leads to.
    """
    found: defaultdict[tuple[int, int | None], Copy] = defaultdict(Copy)
    shown = is_live(access.workspace)
    rows = (
        Variant.objects.for_workspace(access.workspace)
        .filter(
            pain__isnull=False,
            message__placement__archived_at=None,
        )
        .filter(Q(state__in=IN_WORK) | shown)
        .order_by()
        .annotate(at=Coalesce("message__stage_id", "message__transition__to_stage_id"))
        .values_list("pain_id", "at", "state")
        .annotate(number=Count("pk"), live=Count("pk", filter=shown))
    )
    for pain_id, stage_id, state, number, live in rows:
        copy = found[pain_id, stage_id]
        copy.live += live
        if state == State.APPROVED:
            copy.approved += number - live
        else:
            copy.in_work += number - live
    return found


def _position(cell: Cell) -> tuple[int, int]:
    return (cell.stage.position, cell.stage.pk) if cell.stage else (1 << 20, 0)
