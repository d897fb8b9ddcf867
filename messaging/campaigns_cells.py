"""What a campaign's plan is made of: a cell for each persona, stage and channel.

A cell speaks to the pain with most to win for that persona at that stage (opportunity by how
strongly it is felt there, as in ``coverage``), unless people chose another. What was decided is
kept as ``PlanCell``; everything else is computed (``campaigns_plan``), so no plan grows old.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from messaging.channels import Channel
from messaging.coverage import FULL_INTENSITY, HEAT_STEPS, HIGHEST_OPPORTUNITY
from messaging.models import Campaign
from personas.mapping.opportunity import Opportunity
from personas.models import JourneyStage, PainPoint, Persona
from personas.rank_pains import RankedPain

LIVE, APPROVED, WAITING, DRAFTS, NOTHING = "live", "approved", "waiting", "drafts", "nothing"
STATES = {
    NOTHING: "with nothing yet",
    DRAFTS: "with drafts",
    WAITING: "waiting for a yes",
    APPROVED: "approved",
    LIVE: "live",
}
Key = tuple[int, int, str]
"""Persona id, stage id, channel key: one cell."""


@dataclass(slots=True)
class Texts:
    """How many texts a cell has: shown now, allowed, waiting, still being worked on."""

    live: int = 0
    approved: int = 0
    waiting: int = 0
    drafts: int = 0

    @property
    def state(self) -> str:
        """How far the furthest of them is."""
        for name in (LIVE, APPROVED, WAITING, DRAFTS):
            if getattr(self, name):
                return name
        return NOTHING


@dataclass(frozen=True, slots=True)
class Cell:
    """``pain`` is None where we know none of this persona. ``intensity`` (1 to 5) says how strongly
    it is felt at this stage, 0 that nobody said so; ``is_chosen``: people chose this pain."""

    persona: Persona
    stage: JourneyStage
    channel: Channel
    pain: PainPoint | None
    opportunity: Opportunity | None
    intensity: int
    texts: Texts
    is_out: bool = False
    is_chosen: bool = False

    @property
    def key(self) -> Key:
        return self.persona.pk, self.stage.pk, self.channel.key

    @property
    def name(self) -> str:
        """What forms and addresses call it; ``read_key`` reads it back."""
        return f"{self.persona.pk}-{self.stage.pk}-{self.channel.key}"

    @property
    def state(self) -> str:
        return self.texts.state

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def is_assumed(self) -> bool:
        """Whether nobody ever said the pain."""
        return self.opportunity is not None and not self.opportunity.strength.quotes

    @property
    def worth(self) -> float:
        """What there is to win by speaking to this pain here, 0 to 20."""
        if self.opportunity is None or self.is_out:
            return 0.0
        return self.opportunity.score * self.intensity / FULL_INTENSITY

    @property
    def gap(self) -> float:
        """What is not yet won: the whole worth until something is live."""
        return 0.0 if self.texts.live else self.worth

    @property
    def heat(self) -> int:
        """0 to 5, as on the map of coverage."""
        if not self.worth:
            return 0
        share = self.worth / HIGHEST_OPPORTUNITY
        return max(1, min(HEAT_STEPS, round(share * HEAT_STEPS + 0.5)))

    @property
    def can_be_written(self) -> bool:
        return self.pain is not None and not self.is_out


@dataclass(frozen=True, slots=True)
class Row:
    """One persona at one stage, on each channel of the campaign."""

    persona: Persona
    stage: JourneyStage
    pain: PainPoint | None
    opportunity: Opportunity | None
    intensity: int
    cells: tuple[Cell, ...]

    @property
    def gap(self) -> float:
        return max((cell.gap for cell in self.cells if cell.state == NOTHING), default=0.0)


@dataclass(frozen=True)
class CampaignPlan:
    """``unknown`` are channels of the campaign that are not here any more; ``pains`` those of its
    personas, the most to win first."""

    campaign: Campaign
    personas: Sequence[Persona] = ()
    stages: Sequence[JourneyStage] = ()
    channels: Sequence[Channel] = ()
    rows: Sequence[Row] = ()
    unknown: Sequence[str] = ()
    pains: Sequence[RankedPain] = field(default=())

    @cached_property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @cached_property
    def planned(self) -> list[Cell]:
        """The cells that people did not leave out."""
        return [cell for cell in self.cells if not cell.is_out]

    @cached_property
    def empty(self) -> list[Cell]:
        """Planned, with nothing written yet, and with a pain to write about."""
        return [each for each in self.planned if each.state == NOTHING and each.pain is not None]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """State -> number of planned cells that are that far."""
        found = dict.fromkeys(STATES, 0)
        for cell in self.planned:
            found[cell.state] += 1
        return found

    @property
    def filled(self) -> int:
        return len(self.planned) - self.counts[NOTHING]

    @property
    def gaps_first(self) -> list[Row]:
        return sorted(self.rows, key=lambda row: -row.gap)

    def by_key(self) -> dict[Key, Cell]:
        return {cell.key: cell for cell in self.cells}


def read_key(name: str) -> Key | None:
    """The cell that ``name`` names, or None if it names none."""
    persona, _, rest = name.partition("-")
    stage, _, channel = rest.partition("-")
    if not (_is_id(persona) and _is_id(stage) and channel):
        return None
    return int(persona), int(stage), channel


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
