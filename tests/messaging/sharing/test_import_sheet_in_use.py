"""The file of an ad platform that comes back can say that its texts are in use there."""

import re
from typing import Any

import pytest

from messaging.import_sheet import SheetStateError, choose
from messaging.import_sheet_apply import apply_sheet
from messaging.import_sheet_in_use import may_be_there
from messaging.import_sheet_undo import undo_sheet
from messaging.models import InUse, Message, SheetImport, Variant
from messaging.tasks import apply_returned_sheet
from messaging.using_elsewhere import end_uses
from messaging.wording import Wording, write_variant
from tests import make
from tests.conftest import Cast
from tests.messaging.sharing.laid_beside import (
    a_draft,
    apply,
    come_back,
    new_row,
    reworded,
    row_of,
    rows_in,
    told,
)
from workspaces.models import Job

Patch = pytest.MonkeyPatch
RSA: dict[str, Any] = {
    "headlines": ["Sundays are yours", "Receipts, asked for", "Books by the third"],
    "descriptions": ["No more chasing.", "Close the month and go home."],
}


def an_ad(cast: Cast, message: Message, first: str) -> Variant:
    headlines = [first, *RSA["headlines"][1:]]
    wording = Wording({**RSA, "headlines": headlines}, make.make_pain(cast.workspace))
    return write_variant(access=cast.access, message=message, wording=wording)


def in_use() -> set[tuple[str, str, str]]:
    rows = InUse.objects.values_list("variant__key", "where", "place")
    return set(rows)


def platform_file(cast: Cast, monkeypatch: Patch, *rows: Any) -> SheetImport:
    return come_back(monkeypatch, cast.access, rows, kind="google_ads_editor")


def test_it_works(cast: Cast, monkeypatch: Patch) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    same, changed, out = (an_ad(cast, message, first) for first in ("One", "Two", "Three"))
    fixed = make.make_variant(message, parts=RSA | {"headlines": ["Four", "Five", "Six"]})
    Variant.objects.filter(pk=fixed.pk).update(state="approved")
    fixed.refresh_from_db()
    rows = [
        row_of(same, 2),
        row_of(changed, 3, headlines=["Two!", *RSA["headlines"][1:]]),
        row_of(fixed, 4, headlines=["Four!", "Five", "Six"]),
        row_of(out, 5),
        new_row(message, 6, headlines=["Seven", "Eight", "Nine"], **_descriptions()),
    ]
    batch = platform_file(cast, monkeypatch, *rows)
    assert may_be_there(batch)
    choose(access=cast.access, row=rows_in(batch)[3], left_out=True)
    batch = apply(cast, batch, in_use=True, place="Brand")
    beside = Variant.objects.get(derived_from=fixed)
    new = Variant.objects.order_by("-pk").filter(derived_from=None)[0]
    assert new.parts["headlines"][0] == "Seven"
    keys = (same.key, changed.key, beside.key, new.key)
    assert in_use() == {(key, "google_ads", "Brand") for key in keys}
    assert set(InUse.objects.values_list("how", flat=True)) == {InUse.How.PLATFORM_FILE}
    assert batch.counted["in_use"] == 4
    assert len(told(cast, "applied")) == 1
    assert not told(cast, "in use")  # it is told within the one record


def _descriptions() -> dict[str, Any]:
    return {"descriptions": list(RSA["descriptions"])}


def test_nobody_says_so(cast: Cast, monkeypatch: Patch) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    row = row_of(an_ad(cast, message, "One"), headlines=["Two", *RSA["headlines"][1:]])
    batch = apply(cast, platform_file(cast, monkeypatch, row))
    assert not InUse.objects.exists()
    assert "in_use" not in batch.counted


def test_a_file_in_which_nothing_changed(cast: Cast, monkeypatch: Patch) -> None:
    ad = an_ad(cast, make.make_message(cast.workspace, "google_rsa"), "One")
    batch = platform_file(cast, monkeypatch, row_of(ad))
    with pytest.raises(SheetStateError, match="nothing to apply"):
        apply_sheet(access=cast.access, batch=batch)
    batch = apply(cast, batch, in_use=True)
    assert in_use() == {(ad.key, "google_ads", "")}
    undone = undo_sheet(access=cast.access, batch=batch)
    assert (undone.put_back, undone.removed, undone.not_in_use) == (0, 0, 1)
    assert not InUse.objects.exists()


def test_where_our_words_are_kept_others_stand_there(cast: Cast, monkeypatch: Patch) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    ad, other = an_ad(cast, message, "One"), an_ad(cast, message, "Other")
    row = row_of(ad, 2, headlines=["Theirs", *RSA["headlines"][1:]])
    reworded(cast, ad, headlines=["Ours", *RSA["headlines"][1:]])
    batch = platform_file(cast, monkeypatch, row, row_of(other, 3))
    choose(access=cast.access, row=rows_in(batch)[0], choices={"headlines.0": "ours"})
    apply(cast, batch, in_use=True)
    assert {key for key, _, _ in in_use()} == {other.key}


def test_the_words_of_another_text_of_ours(cast: Cast, monkeypatch: Patch) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    ad, other = an_ad(cast, message, "One"), an_ad(cast, message, "Other")
    row = row_of(ad, headlines=other.parts["headlines"])
    Variant.objects.filter(pk=ad.pk).update(state="approved")
    batch = platform_file(cast, monkeypatch, row)
    assert [each.kind for each in rows_in(batch)] == ["same"]
    apply(cast, batch, in_use=True)
    assert {key for key, _, _ in in_use()} == {other.key}


def test_undo_brings_back_what_was_there(cast: Cast, monkeypatch: Patch) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    ad, ended = an_ad(cast, message, "One"), an_ad(cast, message, "Two")
    row = new_row(message, 3, headlines=["Seven", "Eight", "Nine"], **_descriptions())
    batch = platform_file(cast, monkeypatch, row_of(ad, 2), row, row_of(ended, 4))
    batch = apply(cast, batch, in_use=True)
    uses = InUse.objects.filter(variant=ended).values_list("pk", flat=True)
    end_uses(access=cast.access, uses=uses)
    undone = undo_sheet(access=cast.access, batch=batch)
    assert (undone.removed, undone.kept, undone.not_in_use) == (1, (), 2)
    assert {key for key, _, _ in in_use()} == {ended.key}  # somebody said that it ended
    assert Variant.objects.count() == 2


def test_only_a_platform_says_so(cast: Cast, monkeypatch: Patch) -> None:
    batch = come_back(monkeypatch, cast.access, [row_of(a_draft(cast), button="Look")])
    assert not may_be_there(batch)
    with pytest.raises(SheetStateError, match="ad platform"):
        apply_sheet(access=cast.access, batch=batch, in_use=True)
    assert not Job.objects.filter(kind="messaging.apply_sheet").exists()


def test_applying_it_again_says_the_same(cast: Cast, monkeypatch: Patch) -> None:
    ad = an_ad(cast, make.make_message(cast.workspace, "google_rsa"), "One")
    batch = platform_file(cast, monkeypatch, row_of(ad))
    first = apply_sheet(access=cast.access, batch=batch, in_use=True, place="Brand")
    Job.objects.filter(pk=first.pk).update(state=Job.State.FAILED)
    apply_returned_sheet(apply_sheet(access=cast.access, batch=batch).pk)
    assert in_use() == {(ad.key, "google_ads", "Brand")}


def test_the_page_asks(cast: Cast, monkeypatch: Patch) -> None:
    ad = an_ad(cast, make.make_message(cast.workspace, "google_rsa"), "One")
    batch = platform_file(cast, monkeypatch, row_of(ad))
    client, page = cast.client(cast.editor), cast.url(f"share/sheets/{batch.pk}/")
    html = client.get(page).content.decode()
    assert "The texts of this file are in use in Google Ads now" in html
    assert re.search(r'<input[^>]*name="in_use"[^>]* checked', html)
    assert "Say that they are in use" in html
    long = client.post(f"{page}apply/", {"in_use": "on", "place": "x" * 121}, follow=True)
    assert "What you call the spot there" in long.content.decode()
    client.post(f"{page}apply/", {"in_use": "on", "place": "Brand"})
    batch.refresh_from_db()
    assert batch.job is not None
    apply_returned_sheet(batch.job.pk)
    html = client.get(page).content.decode()
    assert "1 text is now known to be in use in Google Ads." in html
    html = client.post(f"{page}undo/", follow=True).content.decode()
    assert "1 text is not said to be in use there any more." in html


def test_over_rest(cast: Cast, monkeypatch: Patch) -> None:
    ad = an_ad(cast, make.make_message(cast.workspace, "google_rsa"), "One")
    batch = platform_file(cast, monkeypatch, row_of(ad))
    api, url = cast.api(), f"/api/v1/sheet-imports/{batch.pk}/"
    assert api.get(url).json()["where"] == "google_ads"
    assert api.post(f"{url}apply/").status_code == 409
    said = {"in_use": True, "place": "Brand"}
    answer = api.post(f"{url}apply/", said, format="json")
    assert answer.status_code == 202
    apply_returned_sheet(answer.json()["job"]["id"])
    assert api.get(url).json()["counts"]["in_use"] == 1
    assert in_use() == {(ad.key, "google_ads", "Brand")}


@pytest.mark.parametrize(("state", "kind"), [("approved", "changed"), ("draft", "conflict")])
def test_words_that_are_fixed_left_as_they_are(
    cast: Cast, monkeypatch: Patch, state: str, kind: str
) -> None:
    """A platform's file brings no checksum; yet what only they changed is no conflict."""
    ad = an_ad(cast, make.make_message(cast.workspace, "google_rsa"), "One")
    ad = reworded(cast, ad, headlines=["Two", *RSA["headlines"][1:]])
    Variant.objects.filter(pk=ad.pk).update(state=state)
    theirs = ["Three", *RSA["headlines"][1:]]
    row = row_of(ad, headlines=theirs, checksum="", revision=None, variant_id=None)
    assert [each.kind for each in rows_in(platform_file(cast, monkeypatch, row))] == [kind]
