"""The lines of an export, read from the database in chunks of a fixed number of queries."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from messaging.campaign_guests import guest_of, shared_with
from messaging.live_texts import in_use
from messaging.models import CopyFlag, Variant, VariantSource
from messaging.sharing.lines import Line, TraceLine
from workspaces.access import VIEW, Access
from workspaces.models import Workspace

ROWS_AT_ONCE, KEYS_AT_ONCE = 500, 10_000
STATES = dict(Variant.State.choices)
COLUMNS = (
    *("pk", "key", "language", "framework", "state", "parts", "pins", "revision", "elsewhere"),
    *("pain__title", "message__live_variant_id", "message__persona__name", "message__stage__name"),
    *("message__transition__event", "message__placement__name", "message__placement__key"),
    *("message__placement__channel", "message__placement__campaign__name"),
    *("message__placement__campaign__ad_group", "message__placement__campaign__final_url"),
)
"""What is read of a text: columns and no objects, of which there would be eight for each."""
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


def collect_lines(
    workspace: Workspace, selection: Selection, *, with_trace: bool = False
) -> Iterator[Line]:
    """One line for each selected variant, by placement and key.

    ``with_trace`` adds what their sentences stand on, which few files tell and which takes longer
    than all the rest.
    """
    wanted = selected_variants(workspace, selection)
    in_order = wanted.order_by("message__placement__name", "message_id", "key")
    # Their numbers first: a database sorts whole rows in memory, and a cursor that is open as long
    # as a file is written keeps SQLite from tidying its journal.
    keys = array("q", in_order.values_list("pk", flat=True).iterator(chunk_size=KEYS_AT_ONCE))
    rows = wanted.annotate(elsewhere=in_use(workspace)).values_list(*COLUMNS, named=True)
    rows = rows.order_by()
    for start in range(0, len(keys), ROWS_AT_ONCE):
        chunk = keys[start : start + ROWS_AT_ONCE]
        found = {row.pk: row for row in rows.filter(pk__in=chunk)}
        traces = _traces(workspace, chunk, selection.consented_only) if with_trace else {}
        for key in chunk:
            if key in found:  # else it was taken out while the file was written
                yield _line(found[key], tuple(traces.get(key, ())))


def _traces(
    workspace: Workspace, chunk: Sequence[int], consented_only: bool
) -> dict[int, list[TraceLine]]:
    """Id of a text -> what its sentences stand on, in their order."""
    found: dict[int, list[TraceLine]] = {}
    sources = VariantSource.objects.for_workspace(workspace).select_related(
        "pain", "evidence", "proof", "relief"
    )
    for source in sources.filter(variant__in=chunk).order_by("pk"):
        found.setdefault(source.variant_id, []).append(_trace_line(source, consented_only))
    return found


def _line(row: Any, trace: tuple[TraceLine, ...]) -> Line:
    event = row.message__transition__event
    return Line(
        variant_id=row.pk,
        key=row.key,
        channel=row.message__placement__channel,
        placement=row.message__placement__name,
        placement_key=row.message__placement__key,
        persona=row.message__persona__name or "",
        stage=row.message__stage__name or (f"when {event}" if event else ""),
        language=row.language,
        pain=row.pain__title or "",
        framework=row.framework,
        state=STATES[row.state],
        is_live=row.message__live_variant_id == row.pk or row.elsewhere,
        parts=row.parts,
        pins=row.pins,
        revision=row.revision,
        trace=trace,
        campaign=row.message__placement__campaign__name or "",
        ad_group=row.message__placement__campaign__ad_group or "",
        final_url=row.message__placement__campaign__final_url or "",
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
