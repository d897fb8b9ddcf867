"""What runs today becomes texts in use: read, guessed, confirmed, applied, taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.bring_in import (
    bring_mail,
    bring_page,
    discard,
)
from messaging.bring_in_apply import Wanted, bring_in
from messaging.bring_in_confirm import DoesNotFitError, confirm, confirm_all
from messaging.bring_in_undo import undo
from messaging.conflicts import WrongStateError
from messaging.coverage import coverage
from messaging.models import BroughtIn, BroughtText, InUse, Message, Placement, Variant
from messaging.using_elsewhere import in_use_now
from personas.over_time import today_in
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

PAGE = """<h1>Chase people for receipts no more</h1><p>Close the books by the third.</p>
<a class="button" href="/x">See how</a><h2>Every last Sunday of the month</h2><p>Is yours.</p>"""
WEB = Wanted(where="website", place="Home")


def page(cast: Cast, html: str = PAGE) -> BroughtIn:
    return bring_page(access=cast.access, html=html)


def texts(batch: BroughtIn) -> list[BroughtText]:
    return list(BroughtText.objects.filter(batch=batch).order_by("number"))


def sheet(content: bytes | str, name: str = "deck.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def test_it_works(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain, text="I chase people for receipts every Sunday.")
    stage = make.make_stage(cast.workspace, "considering")
    batch = page(cast)
    hero, section = texts(batch)
    assert (hero.channel, hero.pain, hero.stage) == ("web_hero", pain, stage)
    assert hero.pain_share is not None
    assert hero.score is not None
    assert section.channel == "landing_section"
    assert not Variant.objects.exists()
    assert bring_in(access=cast.access, batch=batch, wanted=WEB) is None
    batch.refresh_from_db()
    assert batch.state == "applied"
    made = list(Variant.objects.order_by("pk"))
    assert {each.writer for each in made} == {"import"}
    assert {each.state for each in made} == {"draft"}
    assert in_use_now(cast.workspace) == {each.pk for each in made}
    use = InUse.objects.filter(variant=made[0]).get()
    assert (use.where, use.place, use.how) == ("website", "Home", "brought_in")
    assert made[0].message.persona == pain.persona
    assert coverage(access=cast.access).rows[0].cells[0].copy.live >= 1


def test_each_step_is_one_record(cast: Cast) -> None:
    before = set(AuditRecord.objects.values_list("pk", flat=True))
    batch = page(cast)
    bring_in(access=cast.access, batch=batch, wanted=WEB)
    undo(access=cast.access, batch=batch)
    found = AuditRecord.objects.exclude(pk__in=before).order_by("pk")
    assert [each.action for each in found] == ["handed in", "brought in", "taken back"]


def test_undo_takes_all_of_it_away(cast: Cast) -> None:
    places = set(Placement.objects.values_list("pk", flat=True))
    batch = page(cast)
    bring_in(access=cast.access, batch=batch, wanted=WEB)
    assert Placement.objects.exclude(pk__in=places).count() == 2
    batch.refresh_from_db()
    done = undo(access=cast.access, batch=batch)
    assert (done.removed, done.kept) == (2, 0)
    assert not Variant.objects.exists()
    assert not InUse.objects.exists()
    assert set(Placement.objects.values_list("pk", flat=True)) == places
    with pytest.raises(WrongStateError):
        undo(access=cast.access, batch=batch)


def test_undo_keeps_what_people_worked_with(cast: Cast) -> None:
    batch = page(cast)
    bring_in(access=cast.access, batch=batch, wanted=WEB)
    batch.refresh_from_db()
    first = Variant.objects.earliest("pk")
    Variant.objects.filter(pk=first.pk).update(revision=2)
    done = undo(access=cast.access, batch=batch)
    assert (done.removed, done.kept) == (1, 1)
    assert list(Variant.objects.all()) == [first]
    assert not InUse.objects.exists()


def test_what_we_have_is_linked_and_not_doubled(cast: Cast) -> None:
    words = {"headline": "chase people for receipts — no more", "button": "See how"}
    words["subline"] = "Close the books by the third"
    ours = make.make_variant(make.make_message(cast.workspace), parts=words)
    batch = page(cast)
    hero, _ = texts(batch)
    assert hero.made == ours
    bring_in(access=cast.access, batch=batch, wanted=WEB)
    batch.refresh_from_db()
    assert Variant.objects.count() == 2
    assert ours.pk in in_use_now(cast.workspace)
    undo(access=cast.access, batch=batch)
    assert list(Variant.objects.all()) == [ours]
    assert in_use_now(cast.workspace) == set()


def test_it_may_become_a_text_of_its_own_all_the_same(cast: Cast) -> None:
    words = {"headline": "Chase people for receipts no more", "button": "See how"}
    words["subline"] = "Close the books by the third."
    make.make_variant(make.make_message(cast.workspace), parts=words)
    batch = page(cast)
    hero, _ = texts(batch)
    confirm(access=cast.access, batch=batch, values={hero.pk: {"made": None}})
    bring_in(access=cast.access, batch=batch, wanted=WEB)
    assert Variant.objects.count() == 3


def test_a_person_says_it_otherwise(cast: Cast) -> None:
    make.make_pain(cast.workspace)
    stage = make.make_stage(cast.workspace, "using")
    place = make.make_message(cast.workspace).placement
    batch = page(cast)
    pain = make.make_pain(cast.workspace, title="Something else")
    hero, section = texts(batch)
    values = {"pain": pain, "stage": stage, "placement": place}
    assert confirm(access=cast.access, batch=batch, values={hero.pk: values}) == 1
    assert confirm(access=cast.access, batch=batch, values={hero.pk: values}) == 0
    assert confirm_all(access=cast.access, batch=batch, only=[section.pk], left_out=True) == 1
    hero.refresh_from_db()
    assert hero.pain_share is None
    with pytest.raises(DoesNotFitError, match="another kind"):
        confirm(access=cast.access, batch=batch, values={section.pk: {"placement": place}})
    bring_in(access=cast.access, batch=batch, wanted=WEB)
    (made,) = Variant.objects.all()
    assert (made.pain, made.message.stage, made.message.placement) == (pain, stage, place)


def test_as_control_it_is_approved_and_set_live(cast: Cast) -> None:
    batch = page(cast)
    for row in texts(batch)[1:]:
        confirm(access=cast.access, batch=batch, values={row.pk: {"left_out": True}})
    wanted = Wanted(where="website", go_live=True)
    bring_in(access=cast.access, batch=batch, wanted=wanted)
    made = Variant.objects.get()
    assert made.state == "approved"
    assert Message.objects.get(live_variant=made) == made.message


def test_what_breaks_a_rule_stays_a_draft_in_use_and_says_why(cast: Cast) -> None:
    batch = page(cast, "<h1>Only a headline</h1>")
    bring_in(access=cast.access, batch=batch, wanted=Wanted(where="website", go_live=True))
    (row,) = texts(batch)
    assert row.made is not None
    assert row.made.state == "draft"
    assert row.made.pk in in_use_now(cast.workspace)
    assert any("It stays a draft" in fault for fault in row.faults)


def test_going_live_takes_somebody_who_may_approve(cast: Cast) -> None:
    batch = page(cast)
    with pytest.raises(PermissionDenied):
        bring_in(
            access=cast.access_of(cast.editor),
            batch=batch,
            wanted=Wanted(where="website", go_live=True),
        )


def test_an_e_mail_comes_in(cast: Cast) -> None:
    batch = bring_mail(access=cast.access, subject="Your Sunday", preheader="Back", body="Words.")
    (row,) = texts(batch)
    assert (row.channel, row.parts["subject"]) == ("email", "Your Sunday")
    file = sheet(b"Subject: Hello\nX-Mailer: Klaviyo\n\nWords.", "mail.eml")
    assert bring_mail(access=cast.access, file=file).where == "klaviyo"


def test_what_is_put_away_never_comes_in(cast: Cast) -> None:
    batch = page(cast)
    discard(access=cast.access, batch=batch)
    assert not BroughtText.objects.exists()
    with pytest.raises(ValueError, match="left out"):
        bring_in(access=cast.access, batch=batch, wanted=WEB)
    with pytest.raises(WrongStateError):
        discard(access=cast.access, batch=batch)


def test_nonsense_is_refused(cast: Cast) -> None:
    batch = page(cast)
    tomorrow = today_in(cast.workspace) + timedelta(days=1)
    for wanted, said in (
        (Wanted(where="moon"), "Say where"),
        (Wanted(where="website", since=tomorrow), "still to come"),
    ):
        with pytest.raises(ValueError, match=said):
            bring_in(access=cast.access, batch=batch, wanted=wanted)
    confirm_all(access=cast.access, batch=batch, left_out=True)
    with pytest.raises(ValueError, match="left out"):
        bring_in(access=cast.access, batch=batch, wanted=WEB)


def test_copy_about_nothing_has_no_guess(cast: Cast) -> None:
    make.make_pain(cast.workspace)
    (row,) = texts(page(cast, "<h1>Zebra xylophone quartz</h1>"))
    assert (row.pain, row.pain_share) == (None, None)


def test_somebody_who_only_looks_brings_nothing_in(cast: Cast) -> None:
    viewer = cast.access_of(cast.viewer)
    with pytest.raises(PermissionDenied):
        bring_page(access=viewer, html=PAGE)
    with pytest.raises(PermissionDenied):
        bring_in(access=viewer, batch=page(cast), wanted=WEB)
