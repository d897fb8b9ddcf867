"""What the page of a returned sheet says of its rows: copies, approved texts, remarks, choices."""

import re

import pytest

from messaging.models import SheetImport
from tests import make
from tests.conftest import Cast
from tests.messaging.sharing.laid_beside import a_draft, come_back, reworded, row_of, rows_in

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


def test_an_unchanged_row_with_a_remark_is_not_passed_over(cast: Cast, monkeypatch: Patch) -> None:
    remarked, quiet = a_draft(cast), a_draft(cast)
    rows = [row_of(remarked, 2, state="Frozen"), row_of(quiet, 3)]
    html = page_of(cast, come_back(monkeypatch, cast.access, rows))
    assert "“Frozen” is no state we know" in html
    assert remarked.key in html
    assert quiet.key not in html


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
