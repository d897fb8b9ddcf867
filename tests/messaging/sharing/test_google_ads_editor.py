"""The CSV that Google Ads Editor takes."""

import csv
import io

from messaging.sharing.google_ads_editor import headers, write_google_ads_editor
from messaging.sharing.leaving import Leaving
from messaging.sharing.lines import Line
from tests.messaging.sharing.test_workbook import make_line

PARTS = {
    "headlines": ["One", "=Two", "Drei"],
    "descriptions": ["First, with a comma", "Zweite — mit Strich"],
    "path1": "tea",
    "path2": "",
}


def leaving(line: Line, **values: str) -> Leaving:
    return Leaving(line, line.parts, **values)


def written(*lines: Leaving) -> list[dict[str, str]]:
    file = io.BytesIO()
    write_google_ads_editor(file, lines)
    raw = file.getvalue()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_it_works() -> None:
    line = make_line(channel="google_rsa", parts=PARTS)
    link = "https://tea.example/?utm_content=pricing-1"
    (row,) = written(leaving(line, campaign="Autumn", ad_group="Sundays", link=link))
    assert row["Campaign"] == "Autumn"
    assert row["Ad Group"] == "Sundays"
    assert row["Ad type"] == "Responsive search ad"
    assert row["Status"] == "Paused"
    assert row["Labels"] == "pricing-1"
    assert row["Final URL"] == link
    assert row["Tracking template"] == row["Custom parameters"] == ""
    assert row["Headline 3"] == "Drei"
    assert row["Headline 4"] == ""
    assert row["Description 2"] == "Zweite — mit Strich"
    assert row["Path 1"] == "tea"


def test_texts_stay_exactly_as_they_are() -> None:
    (row,) = written(leaving(make_line(channel="google_rsa", parts=PARTS)))
    assert row["Headline 2"] == "=Two"


def test_every_text_has_its_position_column() -> None:
    names = headers()
    assert names.index("Headline 15 position") == names.index("Headline 15") + 1
    assert len(names) == len(set(names)) == 8 + 2 * 19 + 4


def test_other_channels_are_left_out() -> None:
    ad = leaving(make_line(channel="google_rsa", parts=PARTS))
    assert written(leaving(make_line()), ad)[0]["Labels"]
    assert len(written(leaving(make_line()))) == 0
