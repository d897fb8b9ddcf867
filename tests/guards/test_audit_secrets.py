"""No secret reaches the audit log, and nothing longer than anybody reads."""

import re

import pytest
from django.apps import apps

from tests.conftest import Cast
from workspaces.audit_values import HIDDEN, LONGEST_TEXT, MOST_ITEMS, SECRET_FIELDS
from workspaces.changes import create_row, one_record, record, snapshot
from workspaces.keys import create_key
from workspaces.models import ApiKey, AuditRecord

SUSPECT = re.compile(r"hash|token|password|secret|sealed|private|credential|\bkey\b")
HARMLESS = {
    "key": "a short name for machines",
    "text_hash": "tells only that two quotes are the same",
    "respondent_hash": "of a random number in a form, tells only that it was sent twice",
    "file_hash": "of a report's bytes, tells only that it was brought before",
    "request_hash": "of a request, kept a day, never recorded",
    "previous_secret_until": "a moment",
    "monthly_tokens": "a number: what a language model may use",
    "tokens_in": "a number: what a call read",
    "tokens_out": "a number: what a call wrote",
    "secret_only": "whether a goal is taken from secret keys alone",
}
"""Fields with such a name that may be recorded, and why."""


def last(cast: Cast) -> AuditRecord:
    row = AuditRecord.objects.for_workspace(cast.workspace).order_by("-pk").first()
    assert row is not None
    return row


def test_it_works(cast: Cast) -> None:
    key, token = create_key(access=cast.access, name="site", kind="secret")
    record(access=cast.access, action="created", target=key, after=snapshot(key))
    row = last(cast)
    assert row.after["hash"] == HIDDEN
    assert row.after["prefix"] == key.prefix
    for each in AuditRecord.objects.all():
        told = f"{each.before} {each.after} {each.target_label} {each.actor}"
        assert key.hash not in told
        assert token not in told


def test_every_field_that_sounds_secret_is_one_or_has_a_reason() -> None:
    suspects = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("workspaces", "personas", "messaging", "experiments")
        for field in model._meta.concrete_fields
        if SUSPECT.search(field.name)
        and not field.is_relation
        and field.name not in SECRET_FIELDS
        and field.name not in HARMLESS
    }
    assert suspects == set(), "Add to SECRET_FIELDS, or say here why not."


def test_inside_of_values_too(cast: Cast) -> None:
    after = {"settings": {"token": "tea", "deep": {"password": "tea"}}}
    record(access=cast.access, action="changed", target=cast.workspace, after=after)
    assert "'tea'" not in str(last(cast).after)


def test_a_changed_secret_is_told_without_its_value(cast: Cast) -> None:
    key, _ = create_key(access=cast.access, name="site", kind="secret")
    record(
        access=cast.access,
        action="changed",
        target=key,
        before={"hash": "old"},
        after={"hash": "new"},
    )
    row = last(cast)
    assert (row.before, row.after) == ({"hash": HIDDEN}, {"hash": HIDDEN})


@pytest.mark.parametrize("also", [{}, {"note": "x" * 9}])
def test_long_values_are_cut_and_say_how_long_they_were(cast: Cast, also: dict[str, str]) -> None:
    after = {"text": "a" * 5_000, "ids": list(range(700)), **also}
    record(access=cast.access, action="changed", target=cast.workspace, after=after)
    row = last(cast)
    assert row.after["text"] == "a" * LONGEST_TEXT + "… (5,000 characters)"
    assert row.after["ids"][:MOST_ITEMS] == list(range(MOST_ITEMS))
    assert row.after["ids"][MOST_ITEMS:] == ["… and 600 more"]
    assert {name: row.after[name] for name in also} == also


def test_a_key_is_made_by_a_row_like_any_other(cast: Cast) -> None:
    key = ApiKey(name="x", kind="secret", prefix="sk_x", hash="f" * 64)
    create_row(access=cast.access, instance=key)
    assert "f" * 64 not in str(last(cast).after)


def test_what_follows_is_told_without_secrets_too(cast: Cast) -> None:
    with one_record(access=cast.access, action="changed", target=cast.workspace):
        create_key(access=cast.access, name="site", kind="secret")
        key = ApiKey(name="x", kind="secret", prefix="sk_x", hash="e" * 64)
        create_row(access=cast.access, instance=key)
    row = last(cast)
    assert (row.action, row.target_type) == ("changed", "workspace")
    assert {part["label"] for part in row.after["along"]} == {str(key), *_labels(cast, key)}
    assert "e" * 64 not in str(row.after)


def _labels(cast: Cast, but: ApiKey) -> set[str]:
    rows = ApiKey.objects.for_workspace(cast.workspace).exclude(pk=but.pk)
    return {str(row) for row in rows}
