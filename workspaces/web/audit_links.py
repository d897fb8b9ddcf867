"""What the things in the audit log are called, and where they are, if they still are."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from workspaces.access import Access
from workspaces.models import AuditRecord, TenantModel

WORDS = {
    "apikey": "key",
    "evidence": "quote",
    "evidenceimport": "import",
    "evidencelink": "quote’s pain",
    "journeystage": "stage",
    "membership": "person",
    "painpoint": "pain",
    "quarantinedevent": "event in quarantine",
    "stagepain": "pain at a stage",
    "variant": "text",
}
"""Kinds of thing that people call otherwise than we do."""

PAGES = {
    "apikey": "settings-key",
    "evidence": "listen-evidence",
    "evidenceimport": "listen-import-check",
    "experiment": "test-experiment",
    "job": "job",
    "message": "write-studio",
    "offer": "write-offer",
    "painpoint": "map-pain",
    "persona": "map-persona",
    "placement": "write-placement",
    "variant": "write-variant",
    "webhook": "settings-webhook",
}
"""Kind -> the name of the page of one thing."""


def kind_in_words(kind: str) -> str:
    if kind in WORDS:
        return WORDS[kind]
    model = _models().get(kind)
    return str(model._meta.verbose_name) if model else kind


def links_of(access: Access, rows: Iterable[AuditRecord]) -> dict[tuple[str, str], str]:
    """(kind, id) -> the address of the thing, for what is still there. A query for each kind."""
    asked: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.target_type in PAGES and row.target_id.isdecimal():
            asked[row.target_type].add(int(row.target_id))
    found = {}
    for kind, ids in asked.items():
        model = _models().get(kind)
        if model is None or not issubclass(model, TenantModel):
            continue
        there = model.objects.for_workspace(access.workspace).filter(pk__in=ids)
        for pk in there.values_list("pk", flat=True):
            try:
                found[kind, str(pk)] = reverse(PAGES[kind], args=[access.workspace.slug, pk])
            except NoReverseMatch:
                break
    return found


def _models() -> dict[str, type[Model]]:
    return {model._meta.model_name or "": model for model in apps.get_models()}
