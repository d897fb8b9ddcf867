"""Every style sheet reaches the page, in one file."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.conftest import Cast
from workspaces.style_sheet import joined_style_sheets
from workspaces.templatetags.ui import STYLE_SHEET, STYLE_SHEETS

LEFT_OUT = {"styleguide"}
"""Style sheets that a single page asks for itself."""


def test_it_works(cast: Cast) -> None:
    page = cast.client(cast.owner).get(cast.url(), follow=True).content.decode()
    assert f'<link rel="stylesheet" href="/static/{STYLE_SHEET}">' in page
    found = finders.find(STYLE_SHEET)
    assert isinstance(found, str)
    assert Path(found).read_text("utf-8") == joined_style_sheets()


def test_every_file_is_in_it() -> None:
    files = {path.stem for path in (settings.BASE_DIR / "static" / "css").glob("*.css")}
    assert files == {*STYLE_SHEETS, *LEFT_OUT}
    joined = joined_style_sheets()
    assert [joined.index(f"/* {name} */") for name in STYLE_SHEETS] == sorted(
        joined.index(f"/* {name} */") for name in STYLE_SHEETS
    )


def test_the_site_serves_it(cast: Cast) -> None:
    answer = Client().get(f"/static/{STYLE_SHEET}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/css")
