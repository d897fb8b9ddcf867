"""Writing what is taken of a returned sheet: many drafts in a few statements, each as if a person
had edited it: with a version before and after, its trace, its flags and what was let pass."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from messaging.import_sheet_look import Looked, makes_draft
from messaging.models import (
    CopyFlag,
    Overrule,
    Placement,
    SheetImportRow,
    Variant,
    VariantSource,
)
from messaging.remarks import keep_overrules
from messaging.taken_again import pass_on_flags
from messaging.text_versions import keep_versions, keep_what_was
from messaging.trace import TracedSentence, source_row, sources_in, trace_sentences
from messaging.wording import PAIN_IN_KEY, PLACEMENT_IN_KEY
from workspaces.access import Access

ROWS_AT_ONCE = 500
EDITED = ("parts", "pins", "score", "revision")
SOURCE = ("part", "sentence", "field", "pain_id", "evidence_id", "proof_id", "relief_id")
"""Of a row of the trace what is kept for undoing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row and what is written of it."""

    row: SheetImportRow
    looked: Looked

    @property
    def ours(self) -> Variant | None:
        """The text the row is about, or was copied from."""
        return self.looked.match.variant or self.looked.match.source

    @property
    def is_edit(self) -> bool:
        """Whether its words change a draft of ours."""
        return self.looked.judged is not None and not makes_draft(self.looked)


def write_taken(access: Access, taken: Sequence[Taken]) -> None:
    """Write the words of all of ``taken``. Call it in a transaction that holds their texts.

    Each row is told in ``made`` which text it became, and in ``before`` what undoing puts back.
    """
    traces = _traces(access, [each.ours for each in taken if each.ours is not None])
    edits = [each for each in taken if each.is_edit]
    drafts = [each for each in taken if each.looked.judged is not None and not each.is_edit]
    for start in range(0, len(edits), ROWS_AT_ONCE):
        _edit(access, edits[start : start + ROWS_AT_ONCE], traces)
    _draft(access, drafts, traces)


def _edit(
    access: Access, taken: Sequence[Taken], traces: Mapping[int, Sequence[TracedSentence]]
) -> None:
    variants = [each.looked.match.variant for each in taken if each.looked.match.variant]
    sources = _sources(access, variants)
    for each, variant in zip(taken, variants, strict=True):
        each.row.before = {
            "parts": variant.parts,
            "pins": variant.pins,
            "score": variant.score,
            "revision": variant.revision + 1,
            "state": variant.state,
            "sources": sources[variant.pk],
        }
    keep_what_was(variants=variants)
    for each, variant in zip(taken, variants, strict=True):
        judged = each.looked.judged
        assert judged is not None
        variant.parts, variant.score = judged.parts, judged.score
        variant.pins = dict(each.looked.pins or {})
        variant.revision += 1
        each.row.made = variant
    Variant.objects.bulk_update(variants, EDITED)
    VariantSource.objects.for_workspace(access.workspace).filter(variant__in=variants).delete()
    _store_traces(taken, variants, traces)
    passed = _having(access, Overrule, variants)
    for each, variant in zip(taken, variants, strict=True):
        if variant.pk in passed and each.looked.judged is not None:
            brief = each.looked.judged.brief
            keep_overrules(access=access, variant=variant, brief=brief, since=variant)
    keep_versions(access=access, variants=variants)


def _draft(
    access: Access, taken: Sequence[Taken], traces: Mapping[int, Sequence[TracedSentence]]
) -> None:
    """New drafts: of what is new, of copies, and of texts whose words are fixed."""
    aimed = [each.looked.match.message for each in taken]
    keys = Keys(access, [each.placement for each in aimed if each is not None])
    variants = []
    for each in taken:
        match, judged, of = each.looked.match, each.looked.judged, each.ours
        assert match.message is not None
        assert judged is not None
        variants.append(
            Variant(
                workspace=access.workspace,
                message=match.message,
                key=keys.next_key(match.message.placement, match.pain.title if match.pain else ""),
                parts=judged.parts,
                pins=dict(each.looked.pins or {}),
                pain=match.pain,
                proof=of.proof if of else None,
                framework=of.framework if of else "",
                language=match.message.language,
                score=judged.score,
                derived_from=of,
                translation_of=of.translation_of if of else None,
                translated_revision=of.translated_revision if of else None,
                writer=Variant.Writer.IMPORT,
                created_by=access.user,
            )
        )
    Variant.objects.bulk_create(variants, batch_size=ROWS_AT_ONCE)
    for each, variant in zip(taken, variants, strict=True):
        each.row.made = variant
        each.row.before = {"new": True, "revision": 1, "state": Variant.State.DRAFT}
    _store_traces(taken, variants, traces)
    origins = [each.ours for each in taken if each.ours is not None]
    flagged, passed = _having(access, CopyFlag, origins), _having(access, Overrule, origins)
    for each, variant in zip(taken, variants, strict=True):
        of, judged = each.ours, each.looked.judged
        if of is not None and of.pk in flagged:
            pass_on_flags(access=access, variant=variant, derived_from=of)
        if of is not None and of.pk in passed and judged is not None:
            keep_overrules(access=access, variant=variant, brief=judged.brief, since=of)
    keep_versions(access=access, variants=variants)


def _sources(access: Access, variants: Iterable[Variant]) -> Mapping[int, list[dict[str, Any]]]:
    """The trace of texts as it stands, to be put back as it was. One query."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = VariantSource.objects.for_workspace(access.workspace).filter(variant__in=variants)
    for said in rows.order_by("pk").values("variant_id", *SOURCE):
        found[said.pop("variant_id")].append(said)
    return found


def _traces(access: Access, variants: Sequence[Variant]) -> Mapping[int, Sequence[TracedSentence]]:
    """What the sentences of these texts stand on, by text."""
    found: dict[int, list[VariantSource]] = defaultdict(list)
    ids = sorted({each.pk for each in variants})
    rows = VariantSource.objects.for_workspace(access.workspace).order_by("pk")
    for start in range(0, len(ids), ROWS_AT_ONCE):
        for row in rows.filter(variant__in=ids[start : start + ROWS_AT_ONCE]):
            found[row.variant_id].append(row)
    return {pk: sources_in(sources) for pk, sources in found.items()}


def _store_traces(
    taken: Sequence[Taken],
    variants: Sequence[Variant],
    traces: Mapping[int, Sequence[TracedSentence]],
) -> None:
    rows = []
    for each, variant in zip(taken, variants, strict=True):
        judged, of = each.looked.judged, each.ours
        assert judged is not None
        known = traces.get(of.pk, ()) if of is not None else ()
        for traced in trace_sentences(judged.texts, judged.brief, known):
            rows += [source_row(variant, traced, source) for source in traced.sources]
    VariantSource.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _having(access: Access, model: Any, variants: Sequence[Variant]) -> set[int]:
    """Those of ``variants`` (ids) on which rows of ``model`` stand."""
    found: set[int] = set()
    ids = sorted({each.pk for each in variants})
    rows = model.objects.for_workspace(access.workspace).order_by()
    for start in range(0, len(ids), ROWS_AT_ONCE):
        some = ids[start : start + ROWS_AT_ONCE]
        found.update(rows.filter(variant__in=some).values_list("variant_id", flat=True))
    return found


class Keys:
    """Keys of new texts, as ``write_variant`` makes them, for many at once. The placements are
    locked until the transaction ends."""

    def __init__(self, access: Access, placements: Iterable[Placement]) -> None:
        here = access.workspace
        places = {each.pk: each.key for each in placements}
        locked = Placement.objects.for_workspace(here).select_for_update().order_by("pk")
        list(locked.filter(pk__in=places).values_list("pk", flat=True))
        self._last: defaultdict[str, int] = defaultdict(int)
        like = Q()
        for key in places.values():
            like |= Q(key__startswith=f"{key[:PLACEMENT_IN_KEY]}-")
        if not places:
            return
        for known in Variant.objects.for_workspace(here).filter(like).values_list("key", flat=True):
            match = re.fullmatch(r"(.*)-(\d{1,9})", known)
            if match:
                self._last[match[1]] = max(self._last[match[1]], int(match[2]))

    def next_key(self, placement: Placement, about: str) -> str:
        """``<placement>-<pain>-<number>``."""
        said = slugify(about)[:PAIN_IN_KEY].strip("-") if about else "open"
        base = f"{placement.key[:PLACEMENT_IN_KEY]}-{said or 'pain'}"
        self._last[base] += 1
        return f"{base}-{self._last[base]}"
