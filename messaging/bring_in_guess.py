"""What we think of texts that are on their way in: pain, stage, score, faults, and whether we have
them. Guesses are deterministic, and a person confirms them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from messaging.bringing.found import Found, sameness_of
from messaging.bringing.stage import guess_stage
from messaging.channels import Channel, check_parts, texts_of
from messaging.channels_here import channels_of
from messaging.judgement import joined, place_texts
from messaging.lens import read
from messaging.models import BroughtIn, BroughtText, Variant
from messaging.remarks import remarks_on
from messaging.unasked_quotes import unasked_runs
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import brief_of_pain, muted_of
from personas.link_evidence import DESCRIBED_BY
from personas.listening.constants import LEAST_CONFIDENCE, QUOTES_TO_KNOW_A_PAIN_BY
from personas.listening.matching import Described, Matcher
from personas.models import EvidenceLink, JourneyStage, PainPoint, Persona
from workspaces.access import Access

LEAST_SHARE = LEAST_CONFIDENCE
"""Below it there is no guess: copy that speaks of us is alike to no pain."""
MOST_FAULTS = 12
ROWS_AT_ONCE = 500
UNTOLD = frozenset({"relevance", "duplicate", "limit"})
"""Gates that say nothing of what runs elsewhere; limits are told by the channel."""


def guessed(
    access: Access, batch: BroughtIn, found: Sequence[Found], first: int = 1
) -> list[BroughtText]:
    """Rows for ``found``, not yet saved, numbered from ``first``. Some ten queries, and five for
    each pain that is guessed."""
    reader = _Reader(access, batch.persona)
    held = unasked_runs(access, (text for each in found for text in texts_of(each.parts)))
    known = known_texts(access, found)
    return [
        reader.row(batch, number, each, known.get(each.sameness), held)
        for number, each in enumerate(found, start=first)
    ]


def known_texts(access: Access, found: Iterable[Found]) -> dict[tuple[str, ...], int]:
    """Sameness of a text -> the id of ours that says the same words in the same channel; the oldest
    where several do. One query."""
    wanted = {each.sameness for each in found}
    rows = (
        Variant.objects.for_workspace(access.workspace)
        .filter(
            message__placement__channel__in={channel for channel, *_ in wanted},
            message__placement__archived_at=None,
        )
        .order_by("pk")
        .values_list("pk", "message__placement__channel", "parts")
    )
    known: dict[tuple[str, ...], int] = {}
    for pk, channel, parts in rows.iterator(chunk_size=ROWS_AT_ONCE):
        sameness = (channel, *sameness_of(parts))
        if sameness in wanted:
            known.setdefault(sameness, pk)
    return known


class _Reader:
    """Reads texts one by one; what they share is read from the database once."""

    def __init__(self, access: Access, persona: Persona | None) -> None:
        self.access = access
        self.channels = channels_of(access)
        self.muted = muted_of(access)
        self.pains, self.matcher = _pains(access, persona)
        self.stages: dict[str, JourneyStage] = {}
        for stage in JourneyStage.objects.for_workspace(access.workspace):
            self.stages.setdefault(stage.kind, stage)
        self.briefs: dict[int, Brief] = {}

    def row(
        self,
        batch: BroughtIn,
        number: int,
        found: Found,
        twin: int | None,
        held: frozenset[str],
    ) -> BroughtText:
        channel = self.channels[found.channel]
        whole = joined(place_texts(channel, found.parts))
        suggested = self.matcher.suggest(whole)
        pain, share = None, None
        if suggested and suggested[0].confidence >= LEAST_SHARE:
            pain, share = self.pains[suggested[0].key], suggested[0].confidence
        kind, _ = guess_stage(found.channel, whole)
        brief = self._brief(pain)
        reading = read(whole, brief, self.muted)
        return BroughtText(
            workspace=self.access.workspace,
            batch=batch,
            number=number,
            name=found.name,
            channel=found.channel,
            parts=found.parts,
            pain=pain,
            pain_share=share,
            stage=self.stages.get(kind),
            since=found.since,
            score=None if reading.unreadable else reading.score,
            faults=_faults(channel, found, brief, held),
            left_out=found.is_off,
            made_id=twin,
        )

    def _brief(self, pain: PainPoint | None) -> Brief | None:
        if pain is None:
            return None
        if pain.pk not in self.briefs:
            self.briefs[pain.pk] = brief_of_pain(access=self.access, pain=pain)
        return self.briefs[pain.pk]


def _pains(access: Access, persona: Persona | None) -> tuple[dict[int, PainPoint], Matcher]:
    """The pains of one persona or of all, and a matcher that knows each by its own words and by
    the newest quotes confirmed of it."""
    rows = PainPoint.objects.for_workspace(access.workspace).filter(
        archived_at=None, persona__archived_at=None
    )
    if persona is not None:
        rows = rows.filter(persona=persona)
    pains = {pain.pk: pain for pain in rows.select_related("persona").order_by("pk")}
    links = EvidenceLink.objects.for_workspace(access.workspace).filter(
        state=EvidenceLink.State.CONFIRMED, pain__in=pains
    )
    newest = links.annotate(
        place=Window(RowNumber(), partition_by=F("pain_id"), order_by=F("pk").desc())
    ).filter(place__lte=QUOTES_TO_KNOW_A_PAIN_BY)
    quotes: dict[int, list[str]] = defaultdict(list)
    for pk, text in newest.order_by("pk").values_list("pain_id", "evidence__text"):
        quotes[pk].append(text)
    described = [
        Described(
            pk,
            ". ".join(filter(None, (str(getattr(pain, name)) for name in DESCRIBED_BY))),
            tuple(quotes[pk]),
        )
        for pk, pain in pains.items()
    ]
    return pains, Matcher(described)


def _faults(channel: Channel, found: Found, brief: Brief | None, held: frozenset[str]) -> list[str]:
    """What its channel and the gates have against it, as sentences. They forbid nothing: it runs
    already."""
    said = [fault.message for fault in check_parts(channel, found.parts)]
    if found.is_off:
        said.insert(0, "Where it comes from, it is said to be paused or over, so it is left out.")
    if brief is not None:
        remarks = remarks_on(replace(brief, channel=channel), found.parts, held)
        said += [
            f"{each.gate.capitalize()}: {each.detail}"
            for each in remarks
            if each.gate not in UNTOLD and (each.blocks or each.weighs)
        ]
    elif held and unasked_here(found, held):
        said.append("Consent: it repeats a customer who has not agreed to be quoted.")
    return [each[:300] for each in dict.fromkeys(said)][:MOST_FAULTS]


def unasked_here(found: Found, held: frozenset[str]) -> bool:
    """Whether the text repeats one of the runs of words that may not be repeated."""
    words = [" ".join(each.split(":", 1)[-1].split()) for each in found.sameness[1:]]
    return any(run in said for said in words for run in held)
