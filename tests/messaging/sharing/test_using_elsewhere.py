"""A text is in use elsewhere from the day somebody said so until the day it ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from messaging.conflicts import AlreadyThereError, WrongStateError
from messaging.live_texts import shown_texts, usable_texts
from messaging.models import InUse, Variant, Voice
from messaging.using_elsewhere import (
    WHERE,
    end_use,
    end_uses,
    in_use_now,
    mark_in_use,
    place_of,
    resume_use,
    uses_of,
)
from personas.over_time import today_in
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

HAND = InUse.How.HAND


def drafts(cast: Cast, number: int = 1) -> list[Variant]:
    message = make.make_message(cast.workspace)
    return [make.make_variant(message) for _ in range(number)]


def mark(cast: Cast, *texts: Variant, where: str = "mailchimp", place: str = "") -> int:
    return mark_in_use(
        access=cast.access,
        variants=[each.pk for each in texts],
        where=where,
        place=place,
        how=HAND,
    )


def test_it_works(cast: Cast) -> None:
    text, other = drafts(cast, 2)
    assert mark(cast, text, place="  Welcome   mail ") == 1
    use = InUse.objects.get()
    assert (use.place, use.since, use.until) == ("Welcome mail", today_in(cast.workspace), None)
    assert place_of(use) == "Mailchimp: Welcome mail"
    assert in_use_now(cast.workspace) == {text.pk}
    assert list(shown_texts(cast.access)) == list(usable_texts(cast.access)) == [text]
    assert end_use(access=cast.access, use=use).until == today_in(cast.workspace)
    assert in_use_now(cast.workspace) == set()
    assert not shown_texts(cast.access)
    assert resume_use(access=cast.access, use=use).until is None
    assert list(uses_of(cast.access, [text, other])) == [use]


def test_saying_it_twice_changes_nothing(cast: Cast) -> None:
    texts = drafts(cast, 3)
    assert mark(cast, *texts) == 3
    record = AuditRecord.objects.get(action="in use")
    assert record.after["number"] == 3
    assert mark(cast, *texts) == 0
    assert mark(cast, texts[0], place="Another list") == 1
    assert AuditRecord.objects.filter(action="in use").count() == 2
    assert InUse.objects.count() == 4


def test_one_text_has_the_record_in_its_history(cast: Cast) -> None:
    (text,) = drafts(cast)
    mark(cast, text)
    record = AuditRecord.objects.get(action="in use")
    assert (record.target_type, record.target_id) == ("variant", str(text.pk))


def test_what_was_to_end_goes_on_when_somebody_says_it_is_there(cast: Cast) -> None:
    (text,) = drafts(cast)
    mark(cast, text)
    use = InUse.objects.get()
    later = today_in(cast.workspace) + timedelta(days=9)
    end_use(access=cast.access, use=use, until=later)
    assert in_use_now(cast.workspace) == {text.pk}
    assert mark(cast, text) == 1
    use.refresh_from_db()
    assert use.until is None


def test_several_end_as_one_change(cast: Cast) -> None:
    texts = drafts(cast, 3)
    mark(cast, *texts)
    ids = list(InUse.objects.values_list("pk", flat=True))
    assert end_uses(access=cast.access, uses=ids) == 3
    assert AuditRecord.objects.filter(action="use ended").count() == 1
    assert end_uses(access=cast.access, uses=ids) == 0
    with pytest.raises(WrongStateError):
        end_use(access=cast.access, use=InUse.objects.order_by("pk")[0])


def test_it_never_ends_before_it_began(cast: Cast) -> None:
    (text,) = drafts(cast)
    mark(cast, text)
    with pytest.raises(ValueError, match="before it begins"):
        yesterday = today_in(cast.workspace) - timedelta(days=1)
        end_use(access=cast.access, use=InUse.objects.get(), until=yesterday)


def test_an_end_is_not_taken_back_where_it_is_there_anew(cast: Cast) -> None:
    (text,) = drafts(cast)
    mark(cast, text)
    use = InUse.objects.get()
    with pytest.raises(WrongStateError):
        resume_use(access=cast.access, use=use)
    end_use(access=cast.access, use=use)
    mark(cast, text)
    with pytest.raises(AlreadyThereError):
        resume_use(access=cast.access, use=use)


def test_only_known_places_and_days_that_have_come(cast: Cast) -> None:
    (text,) = drafts(cast)
    with pytest.raises(ValueError, match="Choose one"):
        mark(cast, text, where="billboard")
    with pytest.raises(ValueError, match="still to come"):
        mark_in_use(
            access=cast.access,
            variants=[text.pk],
            where="x",
            how=HAND,
            since=today_in(cast.workspace) + timedelta(days=1),
        )
    assert len(WHERE) == 17


def test_texts_of_others_are_left_alone(cast: Cast) -> None:
    theirs = make.make_variant(make.make_message(cast.other.workspace))
    assert mark(cast, theirs) == 0
    assert not InUse.objects.exists()


def test_the_rules_of_today_are_asked_of_it(cast: Cast) -> None:
    (text,) = drafts(cast)
    mark(cast, text)
    assert Voice.objects.get(workspace=cast.workspace).rules_changed_at is not None


def test_somebody_who_only_looks_may_not(cast: Cast) -> None:
    (text,) = drafts(cast)
    mark(cast, text)
    viewer = cast.access_of(cast.viewer)
    with pytest.raises(PermissionDenied):
        mark_in_use(access=viewer, variants=[text.pk], where="x", how=HAND)
    with pytest.raises(PermissionDenied):
        end_use(access=viewer, use=InUse.objects.get())
