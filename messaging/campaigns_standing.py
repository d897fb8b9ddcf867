"""What drafts stand on may go while they are written: those that would stand on nothing go, too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from messaging.campaigns_places import Spot
from messaging.models import Message, Proof, Relief
from messaging.trace import ROW_KINDS
from messaging.writing.draft import Draft
from personas.models import Evidence, PainPoint
from workspaces.access import Access

MODELS = dict(zip(ROW_KINDS, (PainPoint, Evidence, Proof, Relief), strict=True))


@dataclass(frozen=True, slots=True)
class Written:
    """What the phrase writer had for one cell; ``missing`` where it had little to go on."""

    spot: Spot
    seed: int
    drafts: Sequence[Draft]
    missing: Sequence[str] = ()


def still_standing(access: Access, written: Sequence[Written]) -> Iterator[Written]:
    """``written`` without cells whose message or pain was removed meanwhile, and without drafts
    that stand on a row that was, such as a quote somebody took back. Six queries at most."""
    messages = _there(access, Message, {each.spot.message for each in written})
    pains = _there(access, PainPoint, {each.spot.pain for each in written})
    named: dict[str, set[int]] = {kind: set() for kind in ROW_KINDS}
    for each in written:
        for draft in each.drafts:
            for kind, pk in _rows_of(draft):
                named[kind].add(pk)
    known = {kind: _there(access, MODELS[kind], ids) for kind, ids in named.items()}
    for each in written:
        if each.spot.message in messages and each.spot.pain in pains:
            held = [
                draft
                for draft in each.drafts
                if all(pk in known[kind] for kind, pk in _rows_of(draft))
            ]
            yield replace(each, drafts=held)


def _rows_of(draft: Draft) -> Iterator[tuple[str, int]]:
    for traced in draft.trace:
        if traced.source.kind in ROW_KINDS and traced.source.ref.isdigit():
            yield traced.source.kind, int(traced.source.ref)


def _there(access: Access, model: type, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    rows = model.objects.for_workspace(access.workspace)  # type: ignore[attr-defined]
    return set(rows.filter(pk__in=ids).values_list("pk", flat=True))
