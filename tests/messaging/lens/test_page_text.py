"""The words of a page, in order, each with its place; and no page that does harm."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.lens.clean_apart import PATIENCE_SECONDS
from messaging.lens.page_text import DEEPEST, MOST_BLOCKS, MOST_READ, is_html, page_text

PAGE = """<!doctype html><title>Ladle &amp; Co</title>
<meta name="description" content="Paid on Friday."><style>p{}</style><script>alert(1)</script>
<header><nav><a href=/>Home</a></nav><h1>The fish is <b>paid</b> for</h1></header>
<main><p>Twelve more guests,<br>and nobody knew.</p><div>Loose <span>words</span>
<p>Inner</p> tail</div><ul><li>One thing</li><li hidden>secret</li></ul>
<p style="display: none">unseen</p><img src=x alt="A cook"><div class="cookie-banner">We use</div>
<a class="btn btn-primary" href=x>Try it</a><button>Start <!-- x -->now</button>
<input type=submit value="Send it"><div role=navigation>Menu</div></main><footer>Imprint</footer>"""


def blocks(html: str) -> list[tuple[str, str]]:
    return [(block.place, block.text) for block in page_text(html).blocks]


def test_it_works() -> None:
    assert blocks(PAGE) == [
        ("Title", "Ladle & Co"),
        ("Meta description", "Paid on Friday."),
        ("Heading 1", "The fish is paid for"),
        ("Paragraph", "Twelve more guests, and nobody knew."),
        ("Text", "Loose words"),
        ("Paragraph", "Inner"),
        ("Text", "tail"),
        ("List item", "One thing"),
        ("Alt text", "A cook"),
        ("Button", "Try it"),
        ("Button", "Start now"),
        ("Button", "Send it"),
    ]


def test_the_running_text_is_what_one_reads_from_top_to_bottom() -> None:
    running = page_text(PAGE).running
    assert running.startswith("The fish is paid for\nTwelve")
    assert "A cook" not in running


def test_a_text_that_stands_twice_is_read_once() -> None:
    assert blocks("<p>Same words</p><p>Same words</p>") == [("Paragraph", "Same words")]


def test_a_page_of_very_many_texts_is_cut_and_says_so() -> None:
    page = page_text("".join(f"<p>Text a{n}</p>" for n in range(MOST_BLOCKS + 5)))
    assert len(page.blocks) == MOST_BLOCKS
    assert "first" in page.cut


def test_a_page_without_words_has_no_blocks() -> None:
    assert blocks("<div id=root></div><script src=app.js></script>") == []


@pytest.mark.parametrize(
    "evil",
    [
        "<div>" * 100_000,
        "<!--" * 100_000,
        "<![CDATA[" * 50_000,
        "&amp" * 100_000,
        "<b><p>" * 50_000,
        "<p " + "a=1 " * 100_000,
        "<a href=x></b>" * 30_000,
        ("<div>" * (DEEPEST - 10) + "</div>" * (DEEPEST - 10)) * 40,
        "&#x110000;&#0;&lt;script&gt;" * 10_000,
    ],
)
def test_no_page_takes_long(evil: str) -> None:
    began = time.process_time()
    page_text(evil)
    assert time.process_time() - began < 3


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<div hidden>", "</div>", "a b", "<b", ">", "&lt;", "<nav>", "</nav>", "<!--",
     "<li>", "<br>", "\x00", "é", "<title>", "</title>", "<svg>", "<script>", "'", '"', "="]
), max_size=30))  # fmt: skip
def test_no_soup_breaks_it(soup: list[str]) -> None:
    for block in page_text("".join(soup)).blocks:
        assert block.text == block.text.strip()
        assert block.text


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("<!DOCTYPE html><html>", True),
        ("  <div class='x'>Words</div>", True),
        ("<p>Words", True),
        ("< 5 minutes to set up", False),
        ("<3 our customers", False),
        ("Words with <b>bold</b>", False),
        ("", False),
    ],
)
def test_the_source_of_a_page_is_told_from_words(text: str, is_one: bool) -> None:
    assert is_html(text) == is_one


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p " + " ".join(f"a{i}" for i in range(140_000)) + ">Hello there</p>", "takes more"),
        ("<p>a" * 200_000, "more tags"),
        ("".join(f"<p>{i} {'You are tired of it. ' * 100}</p>" for i in range(400)), "many words"),
    ],
)
def test_a_page_that_is_a_trap_takes_little_time(html: str, said: str) -> None:
    """One tag of 100,000 attributes took its parser sixteen seconds."""
    began = time.monotonic()
    page = page_text(html)
    assert said in page.cut
    assert sum(len(block.text) for block in page.blocks) <= MOST_READ
    assert time.monotonic() - began < PATIENCE_SECONDS + 6


def test_a_long_page_is_read_as_a_short_one_is() -> None:
    html = "<h1>Late <script>alert(1)</script>orders</h1><p>&lt;b&gt; \ud800 Fish &amp; chips</p>"
    long = f"<style>{'x' * 100_000}</style>{html}"
    assert page_text(long).blocks == page_text(html).blocks
    assert [block.text for block in page_text(long).blocks] == [
        "Late orders",
        "<b> ? Fish & chips",
    ]
