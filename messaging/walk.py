"""A walk in a customer's shoes: seat by seat, what is in their head, what they say, what we say.

Everything is read once for the whole walk; a seat is then put together without the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from messaging.contradictions import Contradiction, Said, contradictions
from messaging.live_texts import in_use
from messaging.models import Message, Variant
from personas.models import (
    CustomerStatus,
    Evidence,
    EvidenceLink,
    JourneyStage,
    MomentQuote,
    Persona,
    StagePain,
    Transition,
)
from workspaces.access import Access

QUOTES_A_PAIN = 6
QUOTES_A_SEAT = 6
LEFT_US = (CustomerStatus.EX_CUSTOMER, CustomerStatus.LOST_DEAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One text of ours as it is read in a seat; a draft that is tried there is not live. What is
    read ``elsewhere`` stands in an ad account, an e-mail tool or on a page we do not serve."""

    message: Message
    variant: Variant
    is_live: bool = True
    elsewhere: bool = False

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.variant.sentences())


@dataclass(frozen=True, slots=True)
class Seat:
    """One moment of the journey as one persona lives it.

    ``silent`` are pains felt here that no line speaks to. ``jars`` names what contradicts what.
    """

    stage: JourneyStage
    moment: Transition | None
    question: str
    felt: tuple[StagePain, ...]
    quotes: tuple[Evidence, ...]
    lines: tuple[Line, ...]
    jars: tuple[Contradiction, ...]
    silent: tuple[StagePain, ...]
    ways_on: tuple[Transition, ...]

    @property
    def is_silent(self) -> bool:
        return not any(line.is_live for line in self.lines)


@dataclass(frozen=True)
class Walk:
    """All that one persona's walk needs, read at once."""

    persona: Persona
    stages: tuple[JourneyStage, ...]
    transitions: tuple[Transition, ...]
    felt: dict[int, list[StagePain]] = field(default_factory=dict)
    quotes_of_pain: dict[int, list[Evidence]] = field(default_factory=dict)
    quotes_of_moment: dict[int, list[Evidence]] = field(default_factory=dict)
    live: dict[int, list[Message]] = field(default_factory=dict)
    used: dict[int, dict[Message, list[Variant]]] = field(default_factory=dict)
    language: str = "en"

    def seat(
        self, stage: JourneyStage, moment: Transition | None = None, draft: Variant | None = None
    ) -> Seat:
        """The seat at ``stage``, reached by ``moment``; ``draft`` is tried in its place."""
        felt = self.felt.get(stage.pk, [])
        quotes = self._quotes(felt, moment)
        lines = self._lines(stage, moment, draft)
        spoken = {line.variant.pain_id for line in lines}
        jars = contradictions(
            [Said(line.variant.pk, str(line.message.placement), line.text) for line in lines],
            [Said(quote.pk, f"a {_who(quote)}", quote.text) for quote in quotes],
            stage.kind,
        )
        return Seat(
            stage=stage,
            moment=moment,
            question=(moment.question if moment else "") or stage.question,
            felt=tuple(felt),
            quotes=tuple(quotes),
            lines=tuple(lines),
            jars=jars,
            silent=tuple(each for each in felt if each.pain_id not in spoken),
            ways_on=tuple(way for way in self.transitions if way.from_stage_id == stage.pk),
        )

    def seats(self) -> list[Seat]:
        """Each stage once, in its order."""
        return [self.seat(stage) for stage in self.stages]

    def _quotes(self, felt: Sequence[StagePain], moment: Transition | None) -> list[Evidence]:
        """Those of the moment first, then the pains' in turn, each quote once."""
        rows = [self.quotes_of_pain.get(each.pain_id, []) for each in felt]
        in_turn = [row[place] for place in range(QUOTES_A_PAIN) for row in rows if place < len(row)]
        told = self.quotes_of_moment.get(moment.pk, []) if moment else []
        once = {quote.pk: quote for quote in (*told, *in_turn)}
        return list(once.values())[:QUOTES_A_SEAT]

    def _lines(
        self, stage: JourneyStage, moment: Transition | None, draft: Variant | None
    ) -> list[Line]:
        lines: list[Line] = []
        for messages in self.live.values():
            message = closest(messages, self.persona, stage, moment, self.language)
            if message is not None and message.live_variant is not None:
                lines.append(Line(message, message.live_variant))
        for texts in self.used.values():
            message = closest(texts, self.persona, stage, moment, self.language)
            if message is not None:
                lines.extend(Line(message, text, elsewhere=True) for text in texts[message])
        if draft is not None:
            place = draft.message.placement_id
            lines = [line for line in lines if line.message.placement_id != place]
            lines.insert(0, Line(draft.message, draft, is_live=False))
        return lines


def read_walk(*, access: Access, persona: Persona) -> Walk:
    """The walk of ``persona``. Seven queries."""
    workspace = access.workspace
    felt: dict[int, list[StagePain]] = defaultdict(list)
    rows = StagePain.objects.for_workspace(workspace).filter(
        pain__persona=persona, pain__archived_at=None
    )
    for row in rows.select_related("pain").order_by("-intensity", "id"):
        felt[row.stage_id].append(row)
    transitions = Transition.objects.for_workspace(workspace).select_related(
        "from_stage", "to_stage"
    )
    return Walk(
        persona=persona,
        stages=tuple(JourneyStage.objects.for_workspace(workspace)),
        transitions=tuple(transitions),
        felt=dict(felt),
        quotes_of_pain=_quotes_of_pains(access, persona),
        quotes_of_moment=_quotes_of_moments(access, persona),
        live=_live(access, persona),
        used=_used(access, persona),
        language=workspace.language,
    )


def closest(
    messages: Iterable[Message],
    persona: Persona,
    stage: JourneyStage,
    moment: Transition | None,
    language: str,
) -> Message | None:
    """The message of one place that ``persona`` reads here, in the order in which copy is
    delivered (docs/engineer.md)."""
    by_aim = {
        (row.persona_id, row.stage_id, row.transition_id): row
        for row in messages
        if row.language == language
    }
    aims: list[tuple[int | None, int | None, int | None]] = [
        (persona.pk, stage.pk, None),
        (persona.pk, None, None),
        (None, stage.pk, None),
        (None, None, None),
    ]
    if moment is not None:
        aims = [(persona.pk, None, moment.pk), aims[0], (None, None, moment.pk), *aims[1:]]
    return next((by_aim[aim] for aim in aims if aim in by_aim), None)


def _quotes_of_pains(access: Access, persona: Persona) -> dict[int, list[Evidence]]:
    """The first quotes of each pain: those who left first, then the newest."""
    left_first = Case(
        When(evidence__customer_status__in=LEFT_US, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    newest = F("evidence__said_on").desc(nulls_last=True)
    rows = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(pain__persona=persona, state=EvidenceLink.State.CONFIRMED)
        .annotate(
            place=Window(
                RowNumber(), partition_by=F("pain_id"), order_by=[left_first.asc(), newest, "id"]
            )
        )
        .filter(place__lte=QUOTES_A_PAIN)
        .select_related("evidence")
        .order_by("pain_id", "place")
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row.pain_id].append(row.evidence)
    return dict(found)


def _quotes_of_moments(access: Access, persona: Persona) -> dict[int, list[Evidence]]:
    rows = (
        MomentQuote.objects.for_workspace(access.workspace)
        .filter(Q(evidence__persona=None) | Q(evidence__persona=persona))
        .annotate(
            place=Window(RowNumber(), partition_by=F("transition_id"), order_by=F("id").desc())
        )
        .filter(place__lte=QUOTES_A_SEAT)
        .select_related("evidence")
        .order_by("transition_id", "place")
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row.transition_id].append(row.evidence)
    return dict(found)


def _live(access: Access, persona: Persona) -> dict[int, list[Message]]:
    """Placement -> its live messages that are for this persona or for anybody."""
    rows = (
        Message.objects.for_workspace(access.workspace)
        .with_aims()
        .filter(Q(persona=None) | Q(persona=persona))
        .filter(live_variant__isnull=False, placement__archived_at=None)
        .select_related("live_variant__pain")
        .order_by("placement__name", "id")
    )
    found: dict[int, list[Message]] = defaultdict(list)
    for row in rows:
        found[row.placement_id].append(row)
    return dict(found)


def _used(access: Access, persona: Persona) -> dict[int, dict[Message, list[Variant]]]:
    """Placement -> its messages for this persona or anybody -> texts in use elsewhere, without the
    one that is live here."""
    rows = (
        Variant.objects.for_workspace(access.workspace)
        .filter(in_use(access.workspace), message__placement__archived_at=None)
        .filter(Q(message__persona=None) | Q(message__persona=persona))
        .exclude(message__live_variant=F("pk"))
        .select_related(
            "pain",
            "message__placement",
            "message__persona",
            "message__stage",
            "message__transition__from_stage",
            "message__transition__to_stage",
        )
        .order_by("message__placement__name", "message_id", "pk")
    )
    found: dict[int, dict[Message, list[Variant]]] = defaultdict(dict)
    for row in rows:
        found[row.message.placement_id].setdefault(row.message, []).append(row)
    return dict(found)


def _who(quote: Evidence) -> str:
    if quote.customer_status == CustomerStatus.UNKNOWN:
        return "customer"
    return quote.get_customer_status_display().lower()
