"""What applying a sheet that came back writes, and what undoing takes back."""

from typing import Any

import pytest

from messaging.import_sheet import SheetStateError, choose
from messaging.import_sheet_apply import apply_sheet
from messaging.import_sheet_undo import undo_sheet
from messaging.models import (
    SheetImport,
    Variant,
    VariantSource,
)
from messaging.tasks import apply_returned_sheet
from messaging.wording import Wording, write_variant
from tests import make
from tests.conftest import Cast
from tests.messaging.sharing.laid_beside import (
    a_draft,
    apply,
    come_back,
    kinds,
    reworded,
    row_of,
    rows_in,
    told,
)
from workspaces.access import access_workspace
from workspaces.models import AuditRecord

Patch = pytest.MonkeyPatch
State = SheetImport.State


def test_what_it_stands_on_is_kept(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    VariantSource.objects.create(
        workspace=cast.workspace,
        variant=draft,
        part="subline",
        sentence="Close the books by the third and keep the weekend.",
        pain=draft.pain,
        field="workaround",
    )
    apply(cast, come_back(monkeypatch, cast.access, [row_of(draft, headline="Keep Sundays")]))
    sources = VariantSource.objects.filter(variant=draft, field="workaround")
    assert sources.get().pain == draft.pain


def test_it_changed_between_the_look_and_the_apply(cast: Cast, monkeypatch: Patch) -> None:
    one, other = a_draft(cast), a_draft(cast)
    rows = [row_of(one, 2, headline="Theirs"), row_of(other, 3, headline="Theirs too")]
    batch = come_back(monkeypatch, cast.access, rows)
    job = apply_sheet(access=cast.access, batch=batch)
    reworded(cast, one, headline="Ours, meanwhile")
    apply_returned_sheet(job.pk)
    batch.refresh_from_db()
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.parts["headline"] == "Ours, meanwhile"
    assert other.parts["headline"] == "Theirs too"
    assert (batch.counted["applied"], batch.counted["left"]) == (1, 1)
    assert kinds(batch) == ["conflict", "changed"]


def test_a_text_whose_words_are_fixed_gets_a_draft_beside_it(
    cast: Cast, monkeypatch: Patch
) -> None:
    live = make.make_live(make.make_message(cast.workspace), pain=make.make_pain(cast.workspace))
    batch = come_back(monkeypatch, cast.access, [row_of(live, headline="Keep your Sundays")])
    assert kinds(batch) == ["changed"]
    apply(cast, batch)
    live.refresh_from_db()
    assert live.parts == make.HERO
    made = Variant.objects.get(derived_from=live)
    assert (made.state, made.pain, made.writer) == ("draft", live.pain, Variant.Writer.IMPORT)
    assert made.parts["headline"] == "Keep your Sundays"
    again = come_back(monkeypatch, cast.access, [row_of(live, headline="Keep your Sundays")])
    assert kinds(again) == ["same"]


def test_an_emptied_cell_empties_the_text(cast: Cast, monkeypatch: Patch) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    parts: dict[str, Any] = {
        "headlines": ["One", "Two", "Three", "Four"],
        "descriptions": ["First.", "Second."],
    }
    wording = Wording(parts, pins={"headlines": {"3": 1}})
    draft = write_variant(access=cast.access, message=message, wording=wording)
    row = row_of(draft, headlines=["One", "", "Three", "Four"], pins={"headlines": {"3": 2}})
    apply(cast, come_back(monkeypatch, cast.access, [row]))
    draft.refresh_from_db()
    assert draft.parts["headlines"] == ["One", "Three", "Four"]
    assert draft.pins == {"headlines": {"2": 2}}


def test_a_state_in_the_sheet_is_a_wish(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast, headline="Keep your Sundays")
    rows = [row_of(draft, state="approved", button="Look")]
    batch = come_back(monkeypatch, cast.access, rows)
    apply(cast, batch, access_workspace(user=cast.approver, slug=cast.workspace.slug))
    draft.refresh_from_db()
    assert (draft.state, draft.parts["button"]) == ("approved", "Look")
    assert len(told(cast, "applied")) == 1
    assert not told(cast, "approved")  # it is told within the one record


def test_a_state_only_who_may_decides(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    batch = come_back(monkeypatch, cast.access, [row_of(draft, state="approved", button="Look")])
    apply(cast, batch, access_workspace(user=cast.editor, slug=cast.workspace.slug))
    draft.refresh_from_db()
    assert (draft.state, draft.parts["button"]) == ("draft", "Look")
    assert "may not decide" in rows_in(batch)[0].faults[-1]["text"]


def test_a_row_that_is_left_out(cast: Cast, monkeypatch: Patch) -> None:
    one, other = a_draft(cast), a_draft(cast)
    rows = [row_of(one, 2, button="Look"), row_of(other, 3, button="See")]
    batch = come_back(monkeypatch, cast.access, rows)
    choose(access=cast.access, row=rows_in(batch)[0], left_out=True)
    apply(cast, batch)
    one.refresh_from_db()
    assert one.parts["button"] == "See how"
    assert batch.counted["applied"] == 1


def test_undo_puts_all_back_as_one_action(cast: Cast, monkeypatch: Patch) -> None:
    edited, approved = a_draft(cast), a_draft(cast)
    live = make.make_live(make.make_message(cast.workspace))
    rows = [
        row_of(edited, 2, headline="Theirs"),
        row_of(approved, 3, button="Look", state="submitted"),
        row_of(live, 4, headline="Theirs, too"),
    ]
    batch = apply(cast, come_back(monkeypatch, cast.access, rows))
    assert batch.counted["applied"] == 3
    before = AuditRecord.objects.for_workspace(cast.workspace).count()
    undone = undo_sheet(access=cast.access, batch=batch)
    assert (undone.put_back, undone.removed, undone.kept) == (2, 1, ())
    assert AuditRecord.objects.for_workspace(cast.workspace).count() == before + 1
    for each in (edited, approved):
        each.refresh_from_db()
        assert (each.state, each.parts) == ("draft", make.HERO)
    assert edited.revision == 3
    assert not Variant.objects.filter(derived_from=live).exists()
    assert batch.state == State.UNDONE
    with pytest.raises(SheetStateError):
        undo_sheet(access=cast.access, batch=batch)


def test_undo_leaves_what_was_changed_since(cast: Cast, monkeypatch: Patch) -> None:
    one, other = a_draft(cast), a_draft(cast)
    rows = [row_of(one, 2, headline="Theirs"), row_of(other, 3, headline="Theirs, too")]
    batch = apply(cast, come_back(monkeypatch, cast.access, rows))
    reworded(cast, one, headline="Ours again")
    undone = undo_sheet(access=cast.access, batch=batch)
    assert (undone.put_back, undone.kept) == (1, (one.key,))
    one.refresh_from_db()
    assert one.parts["headline"] == "Ours again"


def test_undo_brings_the_trace_back(cast: Cast, monkeypatch: Patch) -> None:
    """As far as what it stood on is there: a quote that was deleted since stays gone."""
    draft = a_draft(cast)
    kept = make.make_evidence(cast.workspace, draft.pain)
    gone = make.make_evidence(cast.workspace, draft.pain, text="It eats my Sundays.")
    for evidence in (kept, gone):
        VariantSource.objects.create(
            workspace=cast.workspace,
            variant=draft,
            part="headline",
            sentence=make.HERO["headline"],
            evidence=evidence,
        )
    batch = apply(cast, come_back(monkeypatch, cast.access, [row_of(draft, headline="Theirs")]))
    assert not VariantSource.objects.filter(variant=draft, evidence__isnull=False).exists()
    gone.delete()
    undo_sheet(access=cast.access, batch=batch)
    rows = VariantSource.objects.filter(variant=draft, part="headline")
    assert [(row.sentence, row.evidence) for row in rows] == [(make.HERO["headline"], kept)]


def test_a_pin_beside_a_text_that_was_reworded(cast: Cast, monkeypatch: Patch) -> None:
    """It stays where the sheet has columns of pins; else it goes with its text."""
    message = make.make_message(cast.workspace, "google_rsa")
    parts: dict[str, Any] = {
        "headlines": ["One", "Two", "Three"],
        "descriptions": ["First.", "Second."],
    }
    theirs = ["Uno", "Two", "Three"]
    for pins, kept in (({"headlines": {"0": 1}}, {"headlines": {"0": 1}}), ({}, {})):
        wording = Wording(parts, pins={"headlines": {"0": 1}})
        draft = write_variant(access=cast.access, message=message, wording=wording)
        row = row_of(draft, headlines=theirs, pins=pins)
        apply(cast, come_back(monkeypatch, cast.access, [row]))
        draft.refresh_from_db()
        assert (draft.parts["headlines"], draft.pins) == (theirs, kept)
        draft.delete()
