"""Single quotes are kept once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from personas.keep_evidence import KnownQuoteError, add_all, add_evidence, change_evidence
from personas.listening.rows import ParsedRow
from personas.models import Evidence
from tests.conftest import Cast
from workspaces.models import AuditRecord


def row(text: str = "I waited", **fields: object) -> ParsedRow:
    return ParsedRow(number=1, text=text, **fields)  # type: ignore[arg-type]


def test_it_works(cast: Cast) -> None:
    kept = add_evidence(access=cast.access, row=row(said_on=date(2026, 2, 1), person="k@lee.org"))
    kept.refresh_from_db()
    assert kept.said_on == date(2026, 2, 1)
    assert len(kept.person_hash) == 64


def test_the_same_words_are_kept_once(cast: Cast) -> None:
    first = add_evidence(access=cast.access, row=row())
    with pytest.raises(KnownQuoteError) as caught:
        add_evidence(access=cast.access, row=row("“I  waited”."))
    assert caught.value.evidence == first
    add_evidence(access=cast.access, row=row(source="review"))
    add_evidence(access=cast.other, row=row())


def test_an_id_of_its_own_decides(cast: Cast) -> None:
    add_evidence(access=cast.access, row=row(external_id="7"))
    add_evidence(access=cast.access, row=row(external_id="8"))
    with pytest.raises(KnownQuoteError):
        add_evidence(access=cast.access, row=row("Something else", external_id="7"))


def test_a_change_moves_the_hash_along(cast: Cast) -> None:
    kept = add_evidence(access=cast.access, row=row())
    before = kept.text_hash
    assert change_evidence(access=cast.access, evidence=kept, changes={"text": "I left"})
    kept.refresh_from_db()
    assert kept.text == "I left"
    assert kept.text_hash != before
    add_evidence(access=cast.access, row=row())


def test_a_change_cannot_double_another_quote(cast: Cast) -> None:
    add_evidence(access=cast.access, row=row())
    other = add_evidence(access=cast.access, row=row("I left"))
    with pytest.raises(KnownQuoteError):
        change_evidence(access=cast.access, evidence=other, changes={"text": "I waited"})
    assert Evidence.objects.filter(text="I left").exists()


def test_the_person_stays_unless_another_is_named(cast: Cast) -> None:
    kept = add_evidence(access=cast.access, row=row(person="k@lee.org"))
    person = kept.person_hash
    change_evidence(access=cast.access, evidence=kept, changes={"may_quote": True})
    kept.refresh_from_db()
    assert kept.person_hash == person
    change_evidence(access=cast.access, evidence=kept, changes={"person": "b@lee.org"})
    assert kept.person_hash != person


def test_many_at_once_say_which_were_new(cast: Cast) -> None:
    add_evidence(access=cast.access, row=row())
    added = add_all(access=cast.access, rows=[row(), row("I left"), row("x", external_id="9")])
    assert added == [False, True, True]
    assert AuditRecord.objects.filter(action="quotes added").count() == 1


def test_a_viewer_may_not_add(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        add_evidence(access=cast.access_of(cast.viewer), row=row())
