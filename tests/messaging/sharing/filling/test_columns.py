"""Which columns of somebody's file hold copy."""

import time

from messaging.channels import all_channels
from messaging.sharing.filling.columns import (
    guess_columns,
    guess_for_channel,
    header_row,
    plain,
    targets_of,
)
from messaging.sharing.google_ads_editor import headers as editor_headers
from messaging.sharing.google_ads_web import headers as web_headers
from messaging.sharing.platform_facts import facts_of

META = ["Campaign ID", "Campaign Name", "Ad Set Name", "Ad Name", "Title", "Additional Title 1"]
META += ["Additional Title 9", "Body", "Link Description", "Link", "URL Tags", "Call to Action"]


def test_it_works() -> None:
    guess = guess_columns(META, all_channels())
    assert (guess.tool, guess.channel) == ("meta", "meta_ad")
    assert guess.mapping == {
        "name": 3,
        "headline.0": 4,
        "headline.1": 5,
        "primary_text.0": 7,
        "description.0": 8,
        "link": 9,
        "url_tags": 10,
    }, "there is no tenth headline of ours"


def test_our_own_google_files_are_recognised() -> None:
    for names in (editor_headers(), web_headers()):
        guess = guess_columns(names, all_channels())
        assert guess.channel == "google_rsa"
        said = {target: names[column] for target, column in guess.mapping.items()}
        assert said["headlines.14"] == "Headline 15"
        assert said["descriptions.0"] == "Description 1"
        assert said["link"] == "Final URL"
        assert said["name"] in ("Labels", "Label")


def test_other_files_go_by_the_names_of_parts() -> None:
    guess = guess_columns(["Key", "SUBJECT ", "pre_header", "Body (html)"], all_channels())
    assert guess.channel == "email"
    assert guess.mapping == {"name": 0, "subject": 1, "preheader": 2, "body": 3}
    linkedin = guess_columns(["Ad Name", "Introductory text", "Headline"], all_channels())
    assert (linkedin.tool, linkedin.mapping["intro"]) == ("linkedin", 1)


def test_names_that_tools_use_are_known_without_the_rest_of_their_columns() -> None:
    names = ["Name", "Subject line", "Preview text", "Body"]
    guess = guess_columns(names, all_channels())
    assert guess.channel == "email"
    assert guess.mapping == {"name": 0, "subject": 1, "preheader": 2, "body": 3}
    assert guess_for_channel(names, all_channels()["email"]) == guess.mapping


def test_a_header_that_says_nothing_is_left_to_the_person() -> None:
    guess = guess_columns(["Foo", "Bar"], all_channels())
    assert not guess.mapping
    assert guess.channel in all_channels()


def test_titles_above_the_table_are_passed_over() -> None:
    rows = [("Report of May",), ("",), ("Ad Name", "Title", "Body"), ("x", "y", "")]
    assert header_row(rows) == 2
    assert header_row([("A", "B"), ("", "")]) == 0
    assert header_row([]) == 0


def test_case_blanks_and_brackets_do_not_count() -> None:
    assert plain("Headline 1 (at most 30)") == plain("headline_1") == plain(" HEADLINE-1")


def test_every_target_of_the_facts_is_one() -> None:
    known = facts_of("fill_columns")
    for tool in known["tools"]:
        targets = {*targets_of(all_channels()[tool["channel"]]), *known["any"]}
        said = {title.casefold() for title in tool["columns"]}
        assert len(said) == len(tool["columns"]), tool["key"]
        assert set(tool["columns"].values()) <= targets, tool["key"]


def test_a_name_without_end_is_read_in_no_time() -> None:
    begun = time.process_time()
    assert plain("(" * 100_000) == "(" * 300
    assert plain("[" * 100_000 + "]") == "[" * 300
    assert time.process_time() - begun < 1
