"""What the page of a returned sheet says of its rows: copies, approved texts, remarks, choices."""

import re

import pytest

from messaging.models import CampaignGuest, SheetImport
from messaging.sharing.sheet_rows import Fault
from tests import make
from tests.conftest import Cast
from tests.messaging.share_link_cast import placed_text
from tests.messaging.sharing.laid_beside import (
    a_draft,
    apply,
    come_back,
    reworded,
    row_of,
    rows_in,
)

Patch = pytest.MonkeyPatch


def page_of(cast: Cast, batch: SheetImport) -> str:
    html = cast.client(cast.editor).get(cast.url(f"share/sheets/{batch.pk}/")).content.decode()
    return html.partition('id="rows-title"')[2]


def test_a_copied_row_takes_no_words_from_what_it_was_copied_from(
    cast: Cast, monkeypatch: Patch
) -> None:
    draft = a_draft(cast)
    rows = [row_of(draft, 2), row_of(draft, 3, headline="Books by the third")]
    html = page_of(cast, come_back(monkeypatch, cast.access, rows))
    [card] = re.findall(r"<article.*?</article>", html, re.DOTALL)
    assert "New text" in card
    assert "a copy of" in card
    assert draft.key in card
    assert "<ins>" in card
    assert "<del>" not in card


def test_a_text_that_is_approved_comes_as_a_draft(cast: Cast, monkeypatch: Patch) -> None:
    live = make.make_variant(make.make_message(cast.workspace), state="approved")
    draft = a_draft(cast)
    rows = [row_of(live, 2, headline="Keep your Sundays"), row_of(draft, 3, button="Have a look")]
    html = page_of(cast, come_back(monkeypatch, cast.access, rows))
    of_live, of_draft = re.findall(r"<article.*?</article>", html, re.DOTALL)
    assert "approved here, so it comes as a new draft" in of_live
    assert "so it comes as a new draft" not in of_draft


def test_what_was_taken_is_told_word_for_word(cast: Cast, monkeypatch: Patch) -> None:
    live = make.make_variant(make.make_message(cast.workspace), state="approved")
    draft = a_draft(cast)
    rows = [row_of(live, 2, headline="Keep your Sundays"), row_of(draft, 3, button="Have a look")]
    batch = come_back(monkeypatch, cast.access, rows)
    apply(cast, batch)
    html = page_of(cast, batch)
    of_live, of_draft = re.findall(r"<article.*?</article>", html, re.DOTALL)
    assert f"came as a new draft beside {live.key}" in of_live
    assert "Keep your Sundays</ins>" in of_live
    assert "<del>" in of_live
    assert "came as a new draft" not in of_draft
    assert "Have a look</ins>" in of_draft
    assert "Ours now" not in of_live + of_draft


def test_what_was_kept_of_a_conflict_is_not_told_as_taken(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    row = row_of(draft, headline="Keep your Sundays", button="Have a look")
    reworded(cast, draft, headline="Sundays are for tea")
    batch = come_back(monkeypatch, cast.access, [row])
    [kept] = rows_in(batch)
    choose_for = cast.url(f"share/sheets/{batch.pk}/rows/{kept.pk}/")
    cast.client(cast.editor).post(choose_for, {"cell:headline": "ours"})
    apply(cast, batch)
    html = page_of(cast, batch)
    assert "Have a look</ins>" in html
    assert "Keep your Sundays" not in html


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_a_sheet_that_changes_nothing_waits_for_nobody(
    cast: Cast, monkeypatch: Patch, role: str
) -> None:
    batch = come_back(monkeypatch, cast.access, [row_of(a_draft(cast), 2)])
    client = cast.client(getattr(cast, role))
    html = client.get(cast.url(f"share/sheets/{batch.pk}/")).content.decode()
    assert "Nothing would change" in html
    assert "It waits for somebody" not in html
    assert "a new draft is made beside them" not in html


def test_what_did_not_happen_is_not_counted(cast: Cast, monkeypatch: Patch) -> None:
    live = make.make_variant(make.make_message(cast.workspace), state="approved")
    batch = come_back(monkeypatch, cast.access, [row_of(live, 2, headline="Keep your Sundays")])
    apply(cast, batch)
    client, page = cast.client(cast.editor), cast.url(f"share/sheets/{batch.pk}/")
    html = client.get(page).content.decode()
    assert "1 new draft." in html
    assert "0 drafts" not in html
    html = client.post(f"{page}undo/", follow=True).content.decode()
    assert "1 new draft is gone." in html
    assert "0 drafts" not in html


def test_a_cell_that_could_not_be_read_is_not_judged(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    fault = Fault("headline", None, "date", "This cell holds a date.", blocks=True)
    row = row_of(draft, 2, headline="2026-05-12", subline="Since 4711 days", faults=(fault,))
    told = [each["text"] for each in rows_in(come_back(monkeypatch, cast.access, [row]))[0].faults]
    assert "This cell holds a date." in told
    assert any("4711" in text for text in told)
    assert not any("'12'" in text for text in told)


def test_an_unchanged_row_with_a_remark_is_not_passed_over(cast: Cast, monkeypatch: Patch) -> None:
    remarked, quiet = a_draft(cast), a_draft(cast)
    rows = [row_of(remarked, 2, state="Frozen"), row_of(quiet, 3)]
    html = page_of(cast, come_back(monkeypatch, cast.access, rows))
    assert "“Frozen” is no state we know" in html
    assert remarked.key in html
    assert quiet.key not in html


@pytest.mark.parametrize(
    ("state", "said"), [("rejected", True), ("retired", True), ("draft", False)]
)
def test_no_wish_against_an_approved_text_is_dropped_in_silence(
    cast: Cast, monkeypatch: Patch, state: str, said: bool
) -> None:
    live = make.make_variant(make.make_message(cast.workspace), state="approved")
    html = page_of(cast, come_back(monkeypatch, cast.access, [row_of(live, 2, state=state)]))
    assert ("this text is approved here and stays so" in html) is said
    assert "asks to be" not in html


def test_rows_of_what_was_taken_back_are_told_to_be_withheld(
    cast: Cast, monkeypatch: Patch
) -> None:
    text = placed_text(cast, "Spring")
    campaign = text.message.placement.campaign
    assert campaign is not None
    guest = CampaignGuest.objects.create(
        workspace=cast.workspace, campaign=campaign, user=cast.agency
    )
    agency = cast.access_of(cast.agency)
    parts = {part: f"{value} now" for part, value in text.parts.items() if isinstance(value, str)}
    batch = come_back(monkeypatch, agency, [row_of(text, 2, **parts)])
    client, page = cast.client(cast.agency), cast.url(f"share/sheets/{batch.pk}/")
    assert text.key in client.get(page).content.decode()
    guest.delete()
    html = client.get(page).content.decode()
    assert text.key not in html
    assert "not shared with you any more" in html
    assert "No row differs" not in html


def test_keeping_no_choice_says_so(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    row = row_of(draft, headline="Keep your Sundays")
    reworded(cast, draft, headline="Sundays are for tea")
    batch = come_back(monkeypatch, cast.access, [row])
    [kept] = rows_in(batch)
    page = cast.url(f"share/sheets/{batch.pk}/rows/{kept.pk}/")
    answer = cast.client(cast.editor).post(page, {}, follow=True)
    assert "Nothing is chosen yet" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.choices == {}
