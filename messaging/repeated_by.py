"""Where quotes are repeated: in texts, in what texts said before, and in drafts nobody kept yet."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from messaging.channels import texts_of
from messaging.models import ModelDraft, Variant, VariantSource, VariantVersion
from messaging.verbatim import runs_of, runs_of_all, shared_with
from personas.models import Evidence
from workspaces.access import Access

ROWS_AT_ONCE = 500
FEW = 500
"""Quotes whose runs are kept in memory: some megabytes."""

Runs = dict[int, dict[int, set[str]]]
"""Row id -> quote id -> the runs of words both have."""


def _nothing() -> Runs:
    return defaultdict(lambda: defaultdict(set))


@dataclass(frozen=True, slots=True)
class Repeated:
    """``versions`` are by the id of their text, ``drafts`` are a model's."""

    texts: Runs = field(default_factory=_nothing)
    versions: Runs = field(default_factory=_nothing)
    drafts: Runs = field(default_factory=_nothing)


def repeated_by(access: Access, quotes: "QuerySet[Evidence]") -> Repeated:
    """What repeats five words in a row of these quotes, or was written from them. Six queries.

    Of a few quotes their runs are kept and looked for in the texts. Of many the texts' are, and
    the quotes are gone through one by one: an import that is taken back may bring a hundred
    thousand of those, and there are never as many texts.
    """
    found = Repeated()
    quoted = quotes.order_by().values_list("pk", "text")
    few = list(quoted[: FEW + 1])
    sought = runs_of_all(text for _, text in few) if len(few) <= FEW else None
    by_run: dict[str, list[tuple[Runs, int]]] = defaultdict(list)
    for into, pk, parts in _every_text(access, found):
        runs = runs_of_all(texts_of(parts))
        for run in runs if sought is None else runs & sought:
            by_run[run].append((into, pk))
    said = few if sought is not None else quoted.iterator(chunk_size=ROWS_AT_ONCE)
    for quote, text in said if by_run else ():
        for run in runs_of(text):
            for into, pk in by_run.get(run, ()):
                into[pk][quote].add(run)
    sources = VariantSource.objects.for_workspace(access.workspace).filter(
        evidence__in=quotes.order_by().values("pk")
    )
    for pk, quote, sentence, text in sources.order_by().values_list(
        "variant_id", "evidence_id", "sentence", "evidence__text"
    ):
        found.texts[pk][quote] |= shared_with(sentence, text)
    _look_at_traces(access, found, quotes)
    return found


def _every_text(access: Access, found: Repeated) -> Iterator[tuple[Runs, int, dict[str, object]]]:
    here = access.workspace
    places = (
        (found.texts, Variant.objects.for_workspace(here), "pk"),
        (found.versions, VariantVersion.objects.for_workspace(here), "variant_id"),
        (found.drafts, ModelDraft.objects.for_workspace(here), "pk"),
    )
    for into, rows, name in places:
        of_one = rows.order_by().values_list(name, "parts")
        for pk, parts in of_one.iterator(chunk_size=ROWS_AT_ONCE):
            yield into, pk, parts


def _look_at_traces(access: Access, found: Repeated, quotes: "QuerySet[Evidence]") -> None:
    """A model's draft names the quotes it was written from, however short they are."""
    drafts = ModelDraft.objects.for_workspace(access.workspace).filter(rejected="").order_by()
    named: dict[int, set[int]] = defaultdict(set)
    for pk, trace in drafts.values_list("pk", "trace").iterator(chunk_size=ROWS_AT_ONCE):
        for line in trace:
            kind, _, rest = str(line.get("source", "")).partition(".")
            ref = rest.partition(".")[0]
            if kind == "evidence" and ref.isdigit():
                named[int(ref)].add(pk)
    if not named:
        return
    for quote in quotes.filter(pk__in=list(named)).order_by().values_list("pk", flat=True):
        for pk in named[quote]:
            found.drafts[pk][quote] |= set()
