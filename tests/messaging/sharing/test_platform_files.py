"""Files for ad platforms, e-mail tools and programs: what stands in them, and what stays out."""

import csv
import io
import json
from collections.abc import Mapping

from messaging.channels.registry import get_channel
from messaging.pins import Pins
from messaging.sharing import google_ads_web, microsoft_bulk
from messaging.sharing.ad_rules import fit_for_platform
from messaging.sharing.formats import ALL
from messaging.sharing.generic_json import write_generic_json, write_generic_jsonl
from messaging.sharing.generic_tables import write_generic_csv, write_generic_tsv
from messaging.sharing.leaving import Leaving, Told
from messaging.sharing.message_lists import write_email_copy, write_sms_list
from messaging.sharing.platform_facts import all_facts, facts_of
from tests.messaging.sharing.test_workbook import make_line

RSA = {
    "headlines": ["One", "=Two", "Drei, „vier“"],
    "descriptions": ["First, with a comma", "Zweite — mit Strich"],
    "path1": "tea",
    "path2": "",
}
LINK = "https://tea.example/?a=1;b=2&utm_content=pricing-1"
PINS: Pins = {"headlines": {"1": 3}, "descriptions": {"0": 2}}


def leaving(channel: str, parts: Mapping[str, object], **values: object) -> Leaving:
    line = make_line(channel=channel, parts=dict(parts), pins=values.pop("pins", {}))
    usual = {"campaign": "Autumn", "ad_group": "Sundays", "link": LINK}
    return Leaving(line, line.parts, **(usual | values))  # type: ignore[arg-type]


def rows_of(raw: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    text = raw.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_it_works() -> None:
    file = io.BytesIO()
    ad = leaving("google_rsa", RSA, account="123-456-7890", pins=PINS)
    assert google_ads_web.write_google_ads_web(file, [ad]) == 1
    (row,) = rows_of(file.getvalue())
    assert list(row) == google_ads_web.headers()
    assert (row["Row Type"], row["Action"], row["Ad status"]) == ("Ad", "Add", "Paused")
    assert (row["Customer ID"], row["Campaign ID"], row["Ad ID"]) == ("123-456-7890", "", "")
    assert (row["Campaign"], row["Ad group"], row["Label"]) == ("Autumn", "Sundays", "pricing-1")
    assert (row["Headline 2"], row["Headline 2 position"]) == ("=Two", "3")
    assert (row["Description 1 position"], row["Headline 4"]) == ("2", "")
    assert (row["Final URL"], row["Final URL suffix"]) == (LINK, "")


def test_an_account_that_is_no_customer_id_is_left_empty() -> None:
    file = io.BytesIO()
    google_ads_web.write_google_ads_web(file, [leaving("google_rsa", RSA, account="Tea UK")])
    assert rows_of(file.getvalue())[0]["Customer ID"] == ""


def test_the_web_template_has_the_columns_of_the_facts_in_their_order() -> None:
    names = google_ads_web.headers()
    assert names[:2] == ["Row Type", "Action"]
    assert len(names) == len(set(names)) == 11 + 2 * 19 + 7
    assert names.index("Headline 1 position") > names.index("Description 4")


def test_microsoft_takes_texts_as_json_in_their_cells() -> None:
    file = io.BytesIO()
    assert microsoft_bulk.write_microsoft_bulk(file, [leaving("microsoft_rsa", RSA, pins=PINS)])
    version, row = rows_of(file.getvalue())
    assert (version["Type"], version["Name"]) == ("Format Version", "6.0")
    assert json.loads(row["Headline"]) == [
        {"text": "One"},
        {"text": "=Two", "pinnedField": "Headline3"},
        {"text": "Drei, „vier“"},
    ]
    assert json.loads(row["Description"])[0]["pinnedField"] == "Description2"
    assert (row["Type"], row["Status"]) == ("Responsive Search Ad", "Paused")
    assert (row["Client Id"], row["Custom Parameter"]) == ("pricing-1", "{_variant}=pricing-1")
    assert row["Final Url"] == LINK.replace(";", "%3B"), "; would begin another link"


def test_a_google_file_holds_no_other_channel() -> None:
    for write in (google_ads_web.write_google_ads_web, microsoft_bulk.write_microsoft_bulk):
        assert write(io.BytesIO(), [leaving("email", {"subject": "Tea"})]) == 0


def test_a_plain_table_has_a_column_for_each_part_and_no_formula() -> None:
    channels = [get_channel("web_hero"), get_channel("google_rsa")]
    hero = {"headline": "=HYPERLINK(1)", "subline": "Two\nlines", "button": "-5 %"}
    lines = [leaving("web_hero", hero), leaving("google_rsa", RSA)]
    file = io.BytesIO()
    assert write_generic_csv(file, lines, channels) == 2
    first, second = rows_of(file.getvalue())
    assert (first["headline"], first["subline"]) == ("'=HYPERLINK(1)", "Two\nlines")
    assert first["button"] == "'-5 %"
    assert second["headlines_3"] == "Drei, „vier“"
    assert first["headlines_1"] == second["headline"] == ""
    assert (first["key"], first["campaign"], first["link"]) == ("pricing-1", "Autumn", LINK)
    tabs = io.BytesIO()
    write_generic_tsv(tabs, lines, channels)
    assert rows_of(tabs.getvalue(), "\t") == [first, second]


def test_programs_get_every_text_exactly() -> None:
    lines = [leaving("web_hero", {"headline": "=1"}), leaving("google_rsa", RSA, pins=PINS)]
    file, by_line = io.BytesIO(), io.BytesIO()
    assert write_generic_json(file, lines) == write_generic_jsonl(by_line, lines) == 2
    told = json.loads(file.getvalue())
    assert told == [json.loads(line) for line in by_line.getvalue().splitlines()]
    assert told[0]["parts"] == {"headline": "=1"}
    assert (told[1]["pins"], told[1]["live"]) == (PINS, True)
    empty = io.BytesIO()
    write_generic_json(empty, [])
    assert json.loads(empty.getvalue()) == []


def test_an_sms_is_counted_with_the_longest_value_and_written_for_the_tool() -> None:
    neutral = "Hi {{first_name|you}}, " + "a" * 137
    line = make_line(channel="sms", parts={"body": neutral})
    written: dict[str, object] = {"body": neutral.replace("{{first_name|you}}", "*|FNAME|*")}
    file = io.BytesIO()
    write_sms_list(file, [Leaving(line, written)], [get_channel("sms")])  # type: ignore[arg-type]
    (row,) = rows_of(file.getvalue())
    assert row["Text as sent"].startswith("Hi *|FNAME|*, aaa")
    assert (row["Messages"], row["Alphabet"]) == ("2", "GSM-7")
    assert int(row["Length"]) == len("Hi Maximilianalexander, ") + 137


def test_emails_have_their_parts_by_name() -> None:
    parts: dict[str, object] = {"subject": "Tea", "preheader": "Soon", "body": "Dear\nyou"}
    file = io.BytesIO()
    write_email_copy(file, [leaving("email", parts)], [get_channel("email")])
    (row,) = rows_of(file.getvalue())
    assert (row["Subject"], row["Preheader"], row["Body"]) == ("Tea", "Soon", "Dear\nyou")
    assert (row["Key"], row["Link"], row["Channel"]) == ("pricing-1", LINK, "Email")


def test_what_a_platform_refuses_stays_out_and_is_named() -> None:
    told, facts = Told(), facts_of("google_ads_editor")
    few = leaving("google_rsa", RSA | {"headlines": ["One", "Two"]})
    many = [leaving("google_rsa", RSA) for _ in range(4)]
    lost = leaving("google_rsa", RSA, link="", campaign="", ad_group="Elsewhere")
    channel = get_channel("google_rsa")
    kept = list(fit_for_platform([few, *many, lost], channel, facts, {}, told))
    assert len(kept) == 5
    (out,) = told.left_out
    assert out["key"] == "pricing-1"
    assert "at least 3 are needed" in out["why"]
    said = " ".join(told.warnings)
    assert "Autumn, Sundays gets 4 ads; at most 3" in said
    assert "belongs to no campaign" in said
    assert "has no link" in said


def test_microsoft_wants_a_text_left_for_every_position() -> None:
    told, facts = Told(), facts_of("microsoft_bulk")
    pinned = leaving("microsoft_rsa", RSA, pins={"headlines": {"0": 1, "1": 1, "2": 2}})
    assert not list(fit_for_platform([pinned], get_channel("microsoft_rsa"), facts, {}, told))
    assert "none is left for position 3" in told.left_out[0]["why"]


def test_only_so_much_is_told_and_the_rest_counted() -> None:
    told = Told()
    for number in range(250):
        told.leave_out(f"ad-{number}", "Too short.")
        told.warn(f"Warning {number}")
        told.warn("Warning 1")
    said = told.as_json()
    assert len(told.left_out) == len(told.warnings) == 100
    assert (said["more_left_out"], said["more_warnings"]) == (150, 150)


def test_facts_say_where_they_are_from_and_name_each_column_once() -> None:
    for name, facts in all_facts().items():
        assert facts["source"], name
        assert facts["checked_on"].startswith("20"), name
    for names in (
        google_ads_web.headers(),
        microsoft_bulk.headers(),
    ):
        assert len(names) == len(set(names))
    known = {
        facts["key_column"]: name for name, facts in all_facts().items() if "key_column" in facts
    }
    assert set(known) == {"Labels", "Label", "Client Id"}


def test_every_format_is_a_line_on_the_form() -> None:
    assert len({one.key for one in ALL}) == len(ALL)
    for one in ALL:
        assert one.hint.endswith("."), one.key
        assert one.writer is None or one.ending.format(day="2026-11-23").count(".") == 1
