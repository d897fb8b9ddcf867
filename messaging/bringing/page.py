"""The copy of a web page: what stands at its top, and each section below it.  [pure]

The first heading with the text and the button under it is the hero; every later heading with what
follows is a section.
"""

from collections.abc import Iterable

from messaging.bringing.found import LONGEST_NAME, Found, NothingFoundError, cut, once
from messaging.lens.page_text import APART, PageBlock, page_text

HERO, SECTION = "web_hero", "landing_section"
BUTTON = "Button"
MOST_SECTIONS = 60


def texts_of_page(html: str) -> tuple[list[Found], str]:
    """The texts, and empty or a sentence on what was not read. NothingFoundError without any."""
    if "<" not in html:
        raise NothingFoundError("This is no HTML: a page has tags such as <h1>. Paste its source.")
    page = page_text(html)
    found = once(_texts(page.blocks))
    if not found:
        raise NothingFoundError(
            page.cut
            or "We found no heading on this page. A page that is put together by scripts shows its "
            "words only in a browser: save it there, and paste its HTML."
        )
    said = page.cut
    if len(found) > MOST_SECTIONS:
        found = found[:MOST_SECTIONS]
        said = f"The page has very many sections; the first {MOST_SECTIONS} were taken."
    return found, said


def _texts(blocks: Iterable[PageBlock]) -> Iterable[Found]:
    heading, body, button = "", list[str](), ""
    channel = HERO
    for block in blocks:
        if block.place in APART:
            continue
        if block.place.startswith("Heading"):
            if heading:
                yield _text(channel, heading, body, button)
                channel = SECTION
            heading, body, button = block.text, [], ""
        elif not heading:
            continue
        elif block.place == BUTTON:
            button = button or block.text
        else:
            body.append(block.text)
    if heading:
        yield _text(channel, heading, body, button)


def _text(channel: str, heading: str, body: list[str], button: str) -> Found:
    under = "subline" if channel == HERO else "body"
    # A hero has one line under its headline; what follows belongs to it no more.
    said = body[:1] if channel == HERO else body
    parts = {"headline": cut(heading), under: cut("\n\n".join(said)), "button": cut(button)}
    told = {key: text for key, text in parts.items() if text}
    return Found(" ".join(heading.split())[:LONGEST_NAME], channel, dict(told))
