"""Several texts at once: each told by itself, with its record, and the filters that find them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from messaging.bulk import STEPS, Told, take_steps
from messaging.find_variants import SORTS, Wanted, find_variants
from messaging.models import Variant
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

State = Variant.State
TODAY = date(2031, 5, 4)


def test_it_works(cast: Cast) -> None:
    """Two submitted and one not: each with its own record, the third with its reason."""
    message = make.make_message(cast.workspace, channel="google_rsa")
    good = {"headlines": ["a", "b", "c"], "descriptions": ["d", "e"]}
    rows = [make.make_variant(message, parts=good) for _ in range(2)]
    long = make.make_variant(message, parts=good | {"headlines": ["x" * 31, "b", "c"]})
    outcomes = take_steps(access=cast.access, variants=[*rows, long], step="submit")
    assert [bool(each.why) for each in outcomes] == [False, False, True]
    assert "31 characters, 30 are allowed" in outcomes[2].why
    stored = Variant.objects.filter(workspace=cast.workspace).order_by("pk")
    assert [row.state for row in stored] == ["submitted", "submitted", "draft"]
    records = AuditRecord.objects.filter(workspace=cast.workspace, action="submitted")
    assert sorted(each.target_id for each in records) == sorted(str(row.pk) for row in rows)


def test_a_step_and_its_undoing_leave_things_as_they_were(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    live, draft = make.make_live(message), make.make_variant(message)
    outcomes = take_steps(access=cast.access, variants=[live, draft], step="retire")
    assert "what visitors see now" in outcomes[0].why
    assert not outcomes[1].why
    assert Variant.objects.get(pk=draft.pk).state == State.RETIRED
    take_steps(access=cast.access, variants=[draft], step=STEPS["retire"].back)
    assert Variant.objects.get(pk=draft.pk).state == State.DRAFT
    assert STEPS[STEPS["retire"].back].back == "retire"


def test_who_may_not_approve_approves_none(cast: Cast) -> None:
    row = make.make_variant(make.make_message(cast.workspace), state=State.SUBMITTED)
    editor = cast.access_of(cast.editor)
    for step in ("approve", "reject"):
        with pytest.raises(PermissionDenied):
            take_steps(access=editor, variants=[row], step=step, told=Told(reason="No"))
    outcomes = take_steps(access=editor, variants=[row], step="retire")
    assert "does not let you approve" in outcomes[0].why
    assert Variant.objects.get(pk=row.pk).state == State.SUBMITTED


def test_a_rejection_has_one_reason_for_all(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    rows = [make.make_variant(message, state=State.SUBMITTED) for _ in range(2)]
    with pytest.raises(ValueError, match="Say why"):
        take_steps(access=cast.access, variants=rows, step="reject", told=Told(reason=" "))
    take_steps(access=cast.access, variants=rows, step="reject", told=Told(reason="Of us."))
    stored = Variant.objects.filter(workspace=cast.workspace)
    assert {(row.state, row.reason) for row in stored} == {("rejected", "Of us.")}


def test_each_text_costs_the_same(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    message = make.make_message(cast.workspace)

    def rows(number: int) -> list[Variant]:
        made = [make.make_variant(message).pk for _ in range(number)]
        found = Variant.objects.filter(pk__in=made).select_related("message__placement")
        return list(found)

    take_steps(access=cast.access, variants=rows(1), step="retire")
    for number in (1, 4):
        ready = rows(number)
        with django_assert_num_queries(RETIRING * number):
            take_steps(access=cast.access, variants=ready, step="retire")


RETIRING = 11
"""Two savepoints, the message locked, what tests and continuations show and what is in use
elsewhere, the guarded write, the row read again and its record: what one text costs by itself."""


def found(cast: Cast, **wanted: object) -> set[int]:
    rows = find_variants(access=cast.access, wanted=Wanted(**wanted), today=TODAY)  # type: ignore[arg-type]
    return set(rows.values_list("pk", flat=True))


def test_texts_are_found_by_whatever_one_knows_of_them(cast: Cast) -> None:
    pain, stage = make.make_pain(cast.workspace), make.make_stage(cast.workspace)
    message = make.make_message(cast.workspace, persona=pain.persona, stage=stage)
    other = make.make_message(cast.workspace, channel="sms")
    mine = make.make_variant(
        message,
        pain=pain,
        writer=Variant.Writer.MODEL,
        assignee=cast.editor,
        due_on=TODAY - timedelta(days=1),
        parts=make.HERO | {"headline": "Ein Café für Ängstliche"},
    )
    late = make.make_variant(other, language="de", state=State.RETIRED, due_on=date(2030, 1, 1))
    live = make.make_live(other)
    theirs = make.make_variant(make.make_message(cast.other.workspace))
    every = {mine.pk, late.pk, live.pk}
    assert found(cast) == every
    assert theirs.pk not in every
    for wanted in (
        {"words": "CAFÉ"[:3]},
        {"words": "für"},
        {"words": "Café Ein"},
        {"words": mine.key},
        {"placement": message.placement},
        {"persona": pain.persona},
        {"stage": stage},
        {"pain": pain},
        {"channel": "web_hero"},
        {"writer": "model"},
        {"assignee": str(cast.editor.pk)},
        {"overdue": True},
        {"state": "draft"},
    ):
        assert found(cast, **wanted) == {mine.pk}, wanted
    assert found(cast, state="live") == {live.pk}
    assert found(cast, language="de") == {late.pk}
    assert found(cast, open_stage=True) == {late.pk, live.pk}
    assert found(cast, assignee="nobody") == {late.pk, live.pk}
    assert found(cast, words="nothing says this") == set()


def test_every_order_is_a_whole_order(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    rows = [make.make_variant(message, score=score) for score in (40, None, 90)]
    for sort in SORTS:
        listed = find_variants(access=cast.access, wanted=Wanted(sort=sort), today=TODAY)
        assert sorted(row.pk for row in listed) == [row.pk for row in rows], sort
    best = find_variants(access=cast.access, wanted=Wanted(sort="lens"), today=TODAY)
    assert [row.score for row in best] == [90, 40, None]
