"""A sheet that came back: what each row is, what is chosen, what applying writes and undo takes."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from messaging.import_sheet import SheetStateError, choose, choose_all, discard_sheet, imports_of
from messaging.import_sheet_apply import apply_sheet
from messaging.models import (
    Campaign,
    CampaignGuest,
    SheetImport,
    SheetImportRow,
    Variant,
    VariantVersion,
)
from messaging.tasks import read_returned_sheet
from messaging.wording import Wording, write_variant
from tests import make
from tests.conftest import Cast
from tests.messaging.sharing.laid_beside import (
    a_draft,
    apply,
    come_back,
    kinds,
    new_row,
    reworded,
    row_of,
    rows_in,
    told,
)
from workspaces.access import access_workspace

Patch = pytest.MonkeyPatch
State = SheetImport.State


def test_it_works(cast: Cast, monkeypatch: Patch) -> None:
    same, changed = a_draft(cast), a_draft(cast)
    rows = [
        row_of(same, 2),
        row_of(changed, 3, headline="Keep your Sundays"),
        new_row(changed.message, 4, headline="Books by the third", subline="So.", button="Go"),
    ]
    batch = come_back(monkeypatch, cast.access, rows)
    assert (batch.state, kinds(batch)) == (State.OPEN, ["same", "changed", "new"])
    assert not told(cast, "edited")
    apply(cast, batch)
    assert (batch.state, batch.counted["applied"], batch.position) == (State.APPLIED, 2, 2)
    changed.refresh_from_db()
    assert changed.parts["headline"] == "Keep your Sundays"
    assert changed.revision == 2
    made = Variant.objects.get(writer=Variant.Writer.IMPORT)
    assert (made.state, made.parts["headline"]) == (Variant.State.DRAFT, "Books by the third")
    assert made.message == changed.message
    versions = VariantVersion.objects.filter(variant=changed).order_by("number")
    assert [each.parts["headline"] for each in versions] == [
        "Sundays are not for receipts",
        "Keep your Sundays",
    ]
    [record] = told(cast, "applied")
    assert (record.after["changed_drafts"], record.after["new_drafts"]) == (1, 1)
    assert record.actor == f"job for {cast.owner.email}"


def test_a_text_changed_here_only_stays(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    row = row_of(draft, 2)
    other = row_of(draft, 2, button="Look")
    reworded(cast, draft, headline="Ours now")
    assert kinds(come_back(monkeypatch, cast.access, [row])) == ["same"]
    batch = come_back(monkeypatch, cast.access, [other])
    assert kinds(batch) == ["changed"]
    apply(cast, batch)
    draft.refresh_from_db()
    assert (draft.parts["headline"], draft.parts["button"]) == ("Ours now", "Look")


def test_both_changed_it_so_a_person_says(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    row = row_of(draft, headline="Theirs", button="Their button")
    reworded(cast, draft, headline="Ours", button="Our button")
    batch = come_back(monkeypatch, cast.access, [row])
    assert kinds(batch) == ["conflict"]
    [stored] = rows_in(batch)
    assert stored.open_cells == 2
    with pytest.raises(SheetStateError):
        apply_sheet(access=cast.access, batch=batch)
    choose(access=cast.access, row=stored, choices={"headline": "theirs"})
    stored.refresh_from_db()
    assert stored.open_cells == 1
    choose(access=cast.access, row=stored, choices={"button": "ours"})
    apply(cast, batch)
    draft.refresh_from_db()
    assert (draft.parts["headline"], draft.parts["button"]) == ("Theirs", "Our button")


@pytest.mark.parametrize(("whose", "headline"), [("theirs", "Theirs"), ("ours", "Ours")])
def test_all_at_once(cast: Cast, monkeypatch: Patch, whose: str, headline: str) -> None:
    draft = a_draft(cast)
    row = row_of(draft, headline="Theirs", subline="A subline of theirs.")
    reworded(cast, draft, headline="Ours")
    batch = come_back(monkeypatch, cast.access, [row])
    assert choose_all(access=cast.access, batch=batch, whose=whose) == 1
    apply(cast, batch)
    draft.refresh_from_db()
    assert draft.parts["headline"] == headline
    assert draft.parts["subline"] == "A subline of theirs."
    assert len(told(cast, "chosen")) == 1


def test_nobody_knows_how_it_left(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    row = row_of(draft, headline="Theirs", checksum="", revision=None)
    assert kinds(come_back(monkeypatch, cast.access, [row])) == ["conflict"]


def test_a_copied_row_with_other_words_is_a_new_draft(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    rows = [
        row_of(draft, 2, headline="The copy, sorted before it"),
        row_of(draft, 3),
        row_of(draft, 4),
        row_of(draft, 5, headline="Another copy", button=""),
        row_of(draft, 6, headline="Another copy", button=""),
    ]
    batch = come_back(monkeypatch, cast.access, rows)
    assert kinds(batch) == ["new", "same", "same", "new", "same"]
    apply(cast, batch)
    draft.refresh_from_db()
    assert draft.revision == 1
    made = Variant.objects.filter(derived_from=draft).order_by("pk")
    assert [each.parts["headline"] for each in made] == [
        "The copy, sorted before it",
        "Another copy",
    ]


def test_ids_of_others_say_nothing(cast: Cast, monkeypatch: Patch) -> None:
    theirs = make.make_variant(make.make_message(cast.other.workspace))
    ours = make.make_message(cast.workspace)
    rows = [
        row_of(theirs, 2, headline="Take me"),
        row_of(theirs, 3, headline="And me", placement=ours.placement.name),
    ]
    batch = come_back(monkeypatch, cast.access, rows)
    assert kinds(batch) == ["fault", "new"]
    assert "no placement called" in rows_in(batch)[0].faults[0]["text"]
    apply(cast, batch)
    theirs.refresh_from_db()
    assert theirs.parts == make.HERO
    assert Variant.objects.filter(workspace=cast.workspace, message=ours).count() == 1


def test_columns_that_were_sorted_apart(cast: Cast, monkeypatch: Patch) -> None:
    one, other = a_draft(cast), a_draft(cast)
    row = row_of(one, key=other.key)
    batch = come_back(monkeypatch, cast.access, [row])
    assert kinds(batch) == ["fault"]
    assert "sorted without the others" in rows_in(batch)[0].faults[0]["text"]


def test_what_its_channel_refuses_is_not_taken(cast: Cast, monkeypatch: Patch) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    parts: dict[str, Any] = {
        "headlines": ["One", "Two", "Three"],
        "descriptions": ["First.", "Second."],
    }
    draft = write_variant(access=cast.access, message=message, wording=Wording(parts))
    long = "A headline that is far longer than thirty characters"
    batch = come_back(
        monkeypatch, cast.access, [row_of(draft, headlines=["One", long, "Three changed"])]
    )
    [row] = rows_in(batch)
    assert (row.kind, row.open_cells) == ("fault", 1)
    [fault] = [each for each in row.faults if each["blocks"]]
    assert (fault["part"], fault["index"], fault["code"]) == ("headlines", 1, "hard_limit")
    choose(access=cast.access, row=row, choices={"headlines.1": "ours"})
    apply(cast, batch)
    draft.refresh_from_db()
    assert draft.parts["headlines"] == ["One", "Two", "Three changed"]


def test_words_nobody_agreed_to_block(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    said = "I lose every single Sunday of my life to these receipts"
    make.make_evidence(cast.workspace, draft.pain, text=said, may_quote=False)
    batch = come_back(monkeypatch, cast.access, [row_of(draft, subline=said + ".")])
    assert kinds(batch) == ["fault"]
    assert {each["code"] for each in rows_in(batch)[0].faults if each["blocks"]} == {"consent"}


def test_read_again_after_a_crash(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    batch = come_back(monkeypatch, cast.access, [row_of(draft, button="Look")], read=False)
    SheetImportRow.objects.create(
        workspace=cast.workspace, batch=batch, sheet="web_hero", number=2, kind="new"
    )
    assert batch.job is not None
    read_returned_sheet(batch.job.pk)
    read_returned_sheet(batch.job.pk)
    assert kinds(batch) == ["changed"]


def test_who_may(cast: Cast, monkeypatch: Patch) -> None:
    """An agency sends sheets, sees its own, and knows no text beyond its campaigns."""
    agency = access_workspace(user=cast.agency, slug=cast.workspace.slug, permission="share")
    hidden, shown = a_draft(cast), a_draft(cast)
    campaign = Campaign.objects.create(workspace=cast.workspace, name="Autumn")
    placement = shown.message.placement
    placement.campaign = campaign
    placement.save()
    CampaignGuest.objects.create(workspace=cast.workspace, campaign=campaign, user=cast.agency)
    rows = [row_of(hidden, 2, button="Look"), row_of(shown, 3, button="Look")]
    batch = come_back(monkeypatch, agency, rows)
    assert kinds(batch) == ["fault", "changed"]
    with pytest.raises(PermissionDenied):
        apply_sheet(access=agency, batch=batch)
    with pytest.raises(PermissionDenied):
        choose(access=agency, row=rows_in(batch)[1], left_out=True)
    own = come_back(monkeypatch, cast.access, rows)
    assert list(imports_of(agency)) == [batch]
    assert list(imports_of(cast.access)) == [own, batch]
    with pytest.raises(PermissionDenied):
        discard_sheet(access=agency, batch=batch)
    discard_sheet(access=cast.access, batch=batch)
    assert not rows_in(batch)
    with pytest.raises(SheetStateError):
        discard_sheet(access=cast.access, batch=batch)


def test_another_workspaces_file(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    rows = [row_of(draft, 2, button="Look", key="some-other-key", placement="")]
    batch = come_back(monkeypatch, cast.access, rows, workspace="elsewhere")
    assert kinds(batch) == ["fault"]
    assert "another workspace" in batch.notes[0]
