"""The lines of an export, read from the database in chunks of a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from messaging.campaign_guests import guest_of, shared_with
from messaging.live_texts import in_use
from messaging.models import CopyFlag, Variant, VariantSource
from messaging.sharing.lines import Line, TraceLine
from workspaces.access import VIEW, Access
from workspaces.models import Workspace

ROWS_AT_ONCE = 500
WHICH_STATES: dict[str, tuple[str, ...]] = {
    "approved": ("approved",),
    "live": (),
    "all": ("draft", "submitted", "approved"),
}
"""Which texts leave beside those that are live, by the word a selection has for it."""
WAS_APPROVED = ("approved", "retired")
"""Of texts in use elsewhere those of these states leave as live ones. The others can be reworded
at any time, so nobody has approved what would leave."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to export. ``which`` is ``approved``, ``live``, or ``all`` (with what is still being
    written); empty tuples mean all.

    With ``consented_only`` the words of customers who did not agree to be quoted stay here, and so
    do texts that repeat what somebody took back.
    ``guest`` is the number of a person who sees only the campaigns shared with them (None: no
    limit); it is looked up whenever rows are, so an export that waits leaves out what was taken
    back meanwhile.
    """

    which: str = "approved"
    channels: tuple[str, ...] = ()
    placements: tuple[int, ...] = field(default=())
    campaigns: tuple[int, ...] = ()
    consented_only: bool = False
    guest: int | None = None


def only_shown(access: Access, selection: Selection) -> Selection:
    """The same selection, of what whoever acts may see: whatever asks for texts that leave goes
    through here. Whoever may not look around on the site gets no quotes in a file either, and
    nothing that is still being written."""
    guest = guest_of(access)
    if guest is not None:
        selection = replace(selection, guest=guest)
    if access.may(VIEW):
        return selection
    which = "live" if selection.which == "live" else "approved"
    return replace(selection, which=which, consented_only=True)


def selected_variants(workspace: Workspace, selection: Selection) -> "QuerySet[Variant]":
    rows: QuerySet[Variant] = Variant.objects.for_workspace(workspace).filter(
        message__placement__archived_at=None
    )
    live = Q(message__live_variant=F("pk")) | Q(in_use(workspace), state__in=WAS_APPROVED)
    rows = rows.filter(live | Q(state__in=WHICH_STATES[selection.which]))
    if selection.channels:
        rows = rows.filter(message__placement__channel__in=selection.channels)
    if selection.placements:
        rows = rows.filter(message__placement__in=selection.placements)
    if selection.campaigns:
        rows = rows.filter(message__placement__campaign__in=selection.campaigns)
    if selection.consented_only:
        rows = rows.exclude(Exists(taken_back(workspace)))
    if selection.guest is not None:
        shown = shared_with(workspace, selection.guest)
        rows = rows.filter(message__placement__campaign__in=shown)
    return rows


def taken_back(workspace: Workspace) -> "QuerySet[CopyFlag]":
    """In a query of texts: what says that one repeats words a customer took back."""
    rows: QuerySet[CopyFlag] = CopyFlag.objects.for_workspace(workspace)
    return rows.filter(variant=OuterRef("pk"), settled_at=None)


def collect_lines(workspace: Workspace, selection: Selection) -> Iterator[Line]:
    """One line for each selected variant, by placement and key."""
    sources = VariantSource.objects.for_workspace(workspace).select_related(
        "pain", "evidence", "proof", "relief"
    )
    rows = (
        selected_variants(workspace, selection)
        .select_related(
            "pain",
            "message__placement__campaign",
            "message__persona",
            "message__stage",
            "message__transition",
        )
        .prefetch_related(Prefetch("sources", queryset=sources))
        .annotate(elsewhere=in_use(workspace))
        .order_by("message__placement__name", "message_id", "key")
    )
    for variant in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield _line(variant, selection.consented_only)


def _line(variant: Any, consented_only: bool) -> Line:
    message = variant.message
    placement = message.placement
    campaign = placement.campaign
    return Line(
        variant_id=variant.pk,
        key=variant.key,
        channel=placement.channel,
        placement=placement.name,
        placement_key=placement.key,
        persona=message.persona.name if message.persona else "",
        stage=message.stage.name if message.stage else message.moment,
        language=variant.language,
        pain=variant.pain.title if variant.pain else "",
        framework=variant.framework,
        state=variant.get_state_display(),
        is_live=message.live_variant_id == variant.pk or variant.elsewhere,
        parts=variant.parts,
        pins=variant.pins,
        revision=variant.revision,
        trace=tuple(_trace_line(source, consented_only) for source in variant.sources.all()),
        campaign=campaign.name if campaign else "",
        ad_group=campaign.ad_group if campaign else "",
        final_url=campaign.final_url if campaign else "",
    )


def _trace_line(source: VariantSource, consented_only: bool) -> TraceLine:
    kind, said, consent = "our own words", "", None
    if source.evidence is not None:
        kind, said, consent = "a quote", source.evidence.text, source.evidence.may_quote
        if consented_only and not consent:
            kind, said = "a quote that was not given for others to read", ""
    elif source.proof is not None:
        kind, said = "a proof", source.proof.text
    elif source.relief is not None:
        kind, said = "a relief", source.relief.text
    elif source.pain is not None:
        slot = source.field.replace("_", " ") or "title"
        kind = f"the pain’s {slot}"
        said = str(getattr(source.pain, source.field or "title", ""))
    return TraceLine(source.part, source.sentence, kind, said, consent)
