"""The texts of a campaign's plan, cell by cell, to be read and decided about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from messaging.channels import Channel
from messaging.channels_here import channels_of
from messaging.comments import open_comments
from messaging.judgement import judge
from messaging.live_texts import used_elsewhere
from messaging.models import Campaign, Message, Variant
from messaging.writing.compose_briefs import Asked, compose_briefs
from workspaces.access import VIEW, Access


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One text: ``remarks`` of the lens and the channel, ``comments`` nobody dealt with."""

    variant: Variant
    remarks: int
    comments: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class ReviewedCell:
    """The texts of one message on a page."""

    message: Message
    channel: Channel
    texts: Sequence[Reviewed]


def texts_of_campaign(
    *,
    access: Access,
    campaign: Campaign,
    state: str = "",
    persona: int | None = None,
    stage: int | None = None,
    channel: str = "",
) -> "QuerySet[Variant]":
    """Its texts cell by cell, the best first in each; of one state, persona, stage or channel."""
    access.require(VIEW)
    rows: QuerySet[Variant] = Variant.objects.for_workspace(access.workspace).filter(
        message__placement__campaign=campaign, message__placement__archived_at=None
    )
    if state:
        rows = rows.filter(state=state)
    if persona is not None:
        rows = rows.filter(message__persona=persona)
    if stage is not None:
        rows = rows.filter(message__stage=stage)
    if channel:
        rows = rows.filter(message__placement__channel=channel)
    return rows.select_related(
        "message__placement__campaign__offer",
        "message__persona",
        "message__stage",
        "message__transition__to_stage",
        "pain__persona",
        "assignee",
    ).order_by(
        "message__persona__name",
        "message__stage__position",
        "message__placement__channel",
        "message_id",
        "-score",
        "pk",
    )


def review(*, access: Access, variants: Sequence[Variant]) -> list[ReviewedCell]:
    """Each of ``variants`` with what there is to say of it, by cell. Eleven queries at most."""
    asked = [Asked(each.message, each.pain) for each in variants]
    briefs = compose_briefs(access=access, asked=asked)
    talk = open_comments(access=access, variants=variants)
    here = channels_of(access)
    elsewhere = used_elsewhere(access.workspace, variants)
    cells: dict[int, list[Reviewed]] = {}
    for variant, brief in zip(variants, briefs, strict=True):
        judged = judge(brief, variant.parts)
        cells.setdefault(variant.message_id, []).append(
            Reviewed(
                variant=variant,
                remarks=len(judged.faults) + len(judged.reading.findings),
                comments=talk.get(variant.pk, 0),
                is_live=variant.message.live_variant_id == variant.pk or variant.pk in elsewhere,
            )
        )
    return [
        ReviewedCell(texts[0].variant.message, _channel(here, texts), texts)
        for texts in cells.values()
    ]


def _channel(here: dict[str, Channel], texts: Iterable[Reviewed]) -> Channel:
    return here[next(iter(texts)).variant.message.placement.channel]
