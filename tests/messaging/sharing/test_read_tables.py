"""Our other files, and those of platforms, are told by their columns and read back."""

import io
import json

from messaging.channels import get_channel
from messaging.sharing.generic_workbook import write_generic_workbook
from messaging.sharing.leaving import Leaving
from messaging.sharing.plain_tables import FAST_FROM
from tests.messaging.sharing.returned import (
    RSA_PARTS,
    read,
    rows_in,
    rsa,
    table,
)
from tests.messaging.sharing.test_workbook import make_line

HERO = "Web hero"
ADS = "Google responsive search ad"


def test_a_generic_table_comes_back_without_our_apostrophes() -> None:
    content = table(
        [
            ["key", "channel", "placement", "placement_key", "state", "headline", "subject"],
            ["a-1", "web_hero", "Pricing", "pricing", "Draft", "'=SUM(A1)", ""],
            ["a-2", "email", "Mail", "mail", "", "", "'+1 for tea"],
            ["a-3", "fax", "Fax", "fax", "", "Hello", ""],
        ]
    )
    back = read(content, "copy.csv")
    hero, mail, fax = back.rows
    assert (back.kind, back.notes) == ("generic_csv", ())
    assert hero.parts == {"headline": "=SUM(A1)"}
    assert (hero.channel, hero.placement, hero.state) == ("web_hero", "pricing", "draft")
    assert (mail.channel, mail.parts) == ("email", {"subject": "+1 for tea"})
    assert [(fault.code, fault.blocks) for fault in fax.faults] == [("channel", True)]


def test_a_plain_workbook_comes_back_whichever_engine_wrote_it() -> None:
    lines = [make_line(parts={"headline": "=SUM(A1)", "button": "'Go"}), rsa()]
    channels = [get_channel("web_hero"), get_channel("google_rsa")]
    for times in (1, FAST_FROM):  # from there on the other engine, where it is installed
        file = io.BytesIO()
        leaving = [Leaving(line, line.parts) for line in lines * times]
        assert write_generic_workbook(file, leaving, channels) == 2 * times
        back = read(file.getvalue(), "plain.xlsx")
        hero, ad, *_ = back.rows
        assert back.notes == ()
        assert (hero.key, hero.channel, hero.faults) == (lines[0].key, "web_hero", ())
        assert hero.parts == {"headline": "=SUM(A1)", "subline": "", "button": "'Go"}
        assert (ad.key, ad.parts) == ("search-1", RSA_PARTS)
        assert ad.faults == ()


def test_tabs_and_another_encoding() -> None:
    content = table([["Key", "Channel", "Headline"], ["a-1", "Web hero", "Für heute"]], "\t")
    back = read(content.decode().encode("utf-16"), "copy.tsv")
    assert back.kind == "generic_tsv"
    assert next(back.rows).parts == {"headline": "Für heute"}


def test_a_row_that_was_torn_apart_is_a_fault() -> None:
    content = b"key,channel,headline\na-1,web_hero,Sundays, yours\na-2,web_hero,Mine\n"
    torn, whole = rows_in(content, "copy.csv")
    assert [fault.code for fault in torn.faults] == ["torn"]
    assert whole.faults == ()


def test_json_keeps_its_lists_and_what_is_not_there() -> None:
    objects = [
        {
            "key": "a-1",
            "channel": "google_rsa",
            "parts": RSA_PARTS,
            "pins": {"headlines": {"1": 2}},
        },
        {"key": "a-2", "channel": "web_hero", "parts": {"headline": "'=1+1"}, "pins": {}},
    ]
    for content, name in (
        (json.dumps(objects).encode(), "copy.json"),
        (b"\n".join(json.dumps(one).encode() for one in objects), "copy.jsonl"),
    ):
        back = read(content, name)
        ad, hero = back.rows
        assert back.kind == "generic_json"
        assert ad.parts == RSA_PARTS
        assert ad.pins["headlines"] == {"1": 2}
        assert hero.parts == {"headline": "'=1+1"}
        assert (hero.number, hero.faults) == (2, ())
    turned = read(json.dumps(objects[::-1]).encode(), "copy.json")
    hero, ad = turned.rows
    assert (hero.parts, ad.parts, turned.notes) == ({"headline": "'=1+1"}, RSA_PARTS, ())


def test_google_ads_editor_keeps_signs_and_finds_the_key_among_labels() -> None:
    content = table(
        [
            [
                "Campaign",
                "Ad Group",
                "Ad type",
                "Labels",
                "Final URL",
                "Headline 1",
                "Headline 1 position",
                "Headline 2",
                "Description 1",
                "Path 1",
            ],
            ["Brand", "Tea", "", "", "", "", "", "", "", ""],
            [
                "Brand",
                "Tea",
                "Responsive search ad",
                "summer;search-1",
                "https://x.test",
                "+1 for tea",
                "2",
                "Two",
                "'quoted",
                "tea",
            ],
        ]
    )
    back = read(content, "ads.csv")
    (row,) = back.rows
    assert (back.kind, row.key, row.channel) == ("google_ads_editor", "search-1", "google_rsa")
    assert row.parts["headlines"] == ["+1 for tea", "Two"]
    assert row.parts["descriptions"] == ["'quoted"]
    assert row.pins["headlines"] == {"0": 2}
    assert "path2" not in row.parts
    assert row.absent["headlines"] == tuple(range(2, 15))


def test_microsofts_lists_come_back() -> None:
    listed = json.dumps([{"text": "One", "pinnedField": "Headline1"}, {"text": "Two"}])
    content = table(
        [
            ["Type", "Status", "Id", "Parent Id", "Client Id", "Headline", "Description", "Path 1"],
            ["Format Version", "", "", "", "", "", "", ""],
            ["Responsive Search Ad", "", "881", "", "search-1", listed, '[{"text":"Tea"}]', ""],
            ["Responsive Search Ad", "", "882", "", "search-2", "[broken", "", ""],
        ]
    )
    back = read(content, "bulk.csv")
    row, broken = back.rows
    assert (back.kind, row.key, row.variant_id) == ("microsoft_bulk", "search-1", None)
    assert row.parts == {"headlines": ["One", "Two"], "descriptions": ["Tea"], "path1": ""}
    assert row.pins == {"headlines": {"0": 1}}
    assert [fault.code for fault in broken.faults] == ["list"]
    assert "headlines" not in broken.parts


def test_a_cell_of_very_many_texts_is_a_fault_and_none_of_them_is_taken() -> None:
    for said in (json.dumps(["Tea"] * 101), "Tea\n" * 101):
        [row] = rows_in(table([["Key", "Headlines"], ["x-1", said]]), "back.csv")
        assert [fault.code for fault in row.faults] == ["list"]
        assert "more than 100 texts" in row.faults[0].text
        assert row.parts == {}
    [row] = rows_in(table([["Key", "Headlines"], ["x-1", "Tea\n" * 100]]), "back.csv")
    assert row.parts == {"headlines": ["Tea"] * 100}
