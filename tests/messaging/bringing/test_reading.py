"""What runs elsewhere is found in pages, e-mails and sheets, and hostile ones are told of."""

import json
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.bringing.found import LONGEST_TEXT, Found, NothingFoundError, once
from messaging.bringing.mail import MOST_BYTES, mail_of, read_mail
from messaging.bringing.page import HERO, MOST_SECTIONS, SECTION, texts_of_page
from messaging.bringing.sheet import MOST_LISTED, guess_columns, plain_title, texts_of_rows
from messaging.bringing.stage import guess_stage
from messaging.channels import all_channels
from messaging.sharing.google_ads_editor import headers
from messaging.sharing.lines import part_columns
from personas.listening.tables import Row

PAGE = """<html><head><title>Ledger</title></head><body><nav><h1>Menu</h1></nav><main>
<h1>Sundays are not for receipts</h1><p>Close the books by the third.</p><p>More of it.</p>
<a class="btn" href="/go">See how</a>
<h2>Nobody chases you</h2><p>We ask for every receipt.</p><p>Twice, if need be.</p>
<h2>Nobody chases you</h2><p>We ask for every receipt.</p><p>Twice, if need be.</p>
<script>alert(1)</script></main></body></html>"""


def test_it_works() -> None:
    found, said = texts_of_page(PAGE)
    assert said == ""
    hero, section = found
    assert (hero.channel, section.channel) == (HERO, SECTION)
    assert hero.parts["headline"] == "Sundays are not for receipts"
    assert hero.parts["subline"] == "Close the books by the third."
    assert section.parts["body"] == "We ask for every receipt.\n\nTwice, if need be."
    assert "Menu" not in str(found)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("just words", "no HTML"),
        ("<html><body><div id='app'></div><script>1</script></body></html>", "no heading"),
        ("<div>" * 3_000 + "<h1>Deep</h1>", "more tags, or deeper"),
    ],
)
def test_a_page_without_copy_is_told(html: str, said: str) -> None:
    with pytest.raises(NothingFoundError, match=said):
        texts_of_page(html)


def test_of_very_many_sections_the_first_are_taken() -> None:
    html = "<h1>Top</h1>" + "".join(f"<h2>Section {n}</h2><p>Word {n}</p>" for n in range(99))
    found, said = texts_of_page(html)
    assert len(found) == MOST_SECTIONS
    assert "very many sections" in said


def mail(subject: str = "Your Sunday back", **more: str) -> EmailMessage:
    told = EmailMessage()
    told["Subject"] = subject
    told["Date"] = "Tue, 05 May 2026 09:00:00 +0200"
    for name, value in more.items():
        told[name.replace("_", "-")] = value
    told.set_content("Plain words.")
    told.add_alternative(
        '<html><body><div style="display:none">Books closed by the third&zwnj;</div>'
        "<h1>Hello</h1><p>We ask for receipts.</p></body></html>",
        subtype="html",
    )
    return told


def test_an_eml_file_is_read() -> None:
    read = read_mail(mail(List_Unsubscribe="<https://x.list-manage.com/u>").as_bytes())
    assert read.where == "mailchimp"
    assert read.found.parts == {
        "subject": "Your Sunday back",
        "preheader": "Books closed by the third",
        "body": "Hello\n\nWe ask for receipts.",
    }
    assert str(read.found.since) == "2026-05-05"


def test_pasted_parts_are_an_e_mail() -> None:
    found = mail_of(subject="  Your\n Sunday ", preheader="", body="Dear you,\n\nwe ask.")
    assert found.parts == {"subject": "Your Sunday", "body": "Dear you,\n\nwe ask."}
    with pytest.raises(NothingFoundError, match="no words"):
        mail_of(subject=" ", body="\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * (MOST_BYTES + 1), "up to 5 MB"),
        (b"", "no e-mail"),
        (b"Content-Type: multipart/mixed; boundary=a\n\n" * 100, "more parts"),
    ],
)
def test_no_e_mail_and_a_bomb_are_told(content: bytes, said: str) -> None:
    with pytest.raises(NothingFoundError, match=said):
        read_mail(content)


def test_a_wrong_encoding_is_read_as_well_as_it_goes() -> None:
    head = b"Subject: =?utf-8?q?Caf=C3=A9?=\nContent-Type: text/plain; charset=no-such\n\n"
    read = read_mail(head + "Käse".encode())
    assert read.found.parts == {"subject": "Café", "body": "Käse"}


@given(st.binary(max_size=3_000))
def test_whatever_a_mail_holds_it_is_read_or_refused(content: bytes) -> None:
    try:
        assert read_mail(content).found.parts
    except NothingFoundError:
        return


@given(st.text(max_size=2_000))
def test_whatever_a_page_holds_it_is_read_or_refused(html: str) -> None:
    try:
        assert texts_of_page(html)[0]
    except NothingFoundError:
        return


def rows(*cells: tuple[str, ...]) -> list[Row]:
    return [Row(number, each) for number, each in enumerate(cells, start=2)]


def test_a_google_ads_editor_file_is_known() -> None:
    guess = guess_columns(headers(), all_channels())
    assert (guess.channel, guess.where) == ("google_rsa", "google_ads")
    cells = [""] * len(headers())
    named = {name: place for place, name in enumerate(headers())}
    cells[named["Headline 1"]], cells[named["Headline 2"]] = "One", "Two"
    cells[named["Description 1"]], cells[named["Status"]] = "Said", "Paused"
    empty = ["x" if name == "Campaign" else "" for name in headers()]
    channel = all_channels()["google_rsa"]
    (found,) = texts_of_rows(rows(tuple(cells), tuple(empty)), guess.mapping, channel)
    assert found.parts == {"headlines": ["One", "Two"], "descriptions": ["Said"]}
    assert found.is_off


def test_a_microsoft_file_is_known() -> None:
    header = ("Type", "Status", "Id", "Parent Id", "Headline", "Description", "Path 1")
    guess = guess_columns(header, all_channels())
    assert (guess.channel, guess.where) == ("microsoft_rsa", "microsoft_ads")
    heads = json.dumps([{"text": "One", "pinnedField": "Headline1"}, {"text": "Two"}])
    cells = ("Responsive Search Ad", "Active", "1", "2", heads, '["Said"]', "")
    (found,) = texts_of_rows(rows(cells), guess.mapping, all_channels()["microsoft_rsa"])
    assert found.parts == {"headlines": ["One", "Two"], "descriptions": ["Said"]}


def test_a_meta_file_is_known() -> None:
    header = ("Campaign Name", "Ad Set Name", "Ad Name", "Title", "Additional Title 1", "Body")
    guess = guess_columns((*header, "Link Description", "Ad Status"), all_channels())
    assert (guess.channel, guess.where) == ("meta_ad", "meta")
    cells = ("Spring", "All", "Ad A", "Head", "Other head", "Long text", "Desc", "ACTIVE")
    (found,) = texts_of_rows(rows(cells), guess.mapping, all_channels()["meta_ad"])
    assert found.parts["headline"] == ["Head", "Other head"]
    assert found.parts["primary_text"] == ["Long text"]
    assert found.is_off is False


@pytest.mark.parametrize("key", ["email", "web_hero", "linkedin_ad", "meta_ad"])
def test_our_own_columns_are_known(key: str) -> None:
    channel = all_channels()[key]
    header = [column.title for column in part_columns(channel)]
    guess = guess_columns(header, all_channels())
    assert guess.channel == key
    assert len(guess.mapping) == len(header)


def test_columns_people_have() -> None:
    guess = guess_columns(("Subject line", "Preview text", "Copy", "Live since"), all_channels())
    assert guess.channel == "email"
    cells = ("Hello", "There", "Words", "2026-05-06")
    (found,) = texts_of_rows(rows(cells), guess.mapping, all_channels()["email"])
    assert (found.parts["subject"], str(found.since)) == ("Hello", "2026-05-06")
    assert guess_columns(("a", "b"), all_channels()).channel == ""


def test_without_a_part_nothing_is_read() -> None:
    with pytest.raises(NothingFoundError, match="at least one column"):
        list(texts_of_rows(rows(("a",)), {"0": "name"}, all_channels()["email"]))


@given(
    st.lists(st.lists(st.text(max_size=60), max_size=6), max_size=6),
    st.lists(st.text(max_size=30), min_size=1, max_size=6),
)
def test_whatever_a_sheet_holds_it_is_read_or_refused(
    cells: list[list[str]], header: list[str]
) -> None:
    channels = all_channels()
    guess = guess_columns(header, channels)
    channel = channels[guess.channel or "email"]
    try:
        found = list(texts_of_rows(rows(*map(tuple, cells)), guess.mapping, channel))
    except NothingFoundError:
        return
    for each in found:
        assert each.parts
        assert set(each.parts) <= {part.key for part in channel.parts}


def test_the_same_words_come_once() -> None:
    one = Found("a", "email", {"subject": "Your Sunday back."})
    same = Found("b", "email", {"subject": "your sunday  back"})
    silent = Found("c", "email", {"subject": "…"})
    assert once([one, same, silent]) == [one]


def test_what_is_kept_is_not_endless() -> None:
    found = mail_of(subject="a", body="word " * LONGEST_TEXT)
    assert len(str(found.parts["body"])) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("channel", "text", "kind"),
    [
        ("email", "We miss you.", "left"),
        ("meta_ad", "Receipts eat your Sundays.", "unaware"),
        ("google_rsa", "See our pricing today", "deciding"),
        ("email", "Receipts eat your Sundays.", ""),
    ],
)
def test_a_stage_is_guessed_and_says_why(channel: str, text: str, kind: str) -> None:
    guessed, why = guess_stage(channel, text)
    assert (guessed, bool(why)) == (kind, bool(kind))


def test_titles_are_read_without_their_brackets() -> None:
    assert plain_title("Headline 1 (at most 30)") == plain_title("HEADLINE_1") == "headline 1"


def test_of_a_list_without_end_the_first_texts_are_taken() -> None:
    cells = (json.dumps([f"Head {n}" for n in range(500)]),)
    channel = all_channels()["google_rsa"]
    (found,) = texts_of_rows(rows(cells), {"0": "part:headlines"}, channel)
    assert found.parts["headlines"] == [f"Head {n}" for n in range(MOST_LISTED)]
