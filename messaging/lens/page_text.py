"""The words of a web page, block by block in reading order, each with its place.

The page is parsed and cleaned by nh3 (a browser's own rules, in Rust, linear in its size), which
drops scripts, styles and navigation with all they hold; what it writes is well-formed and short of
surprises, and is walked here. Nothing of a page is ever shown as HTML.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from messaging.lens.clean_apart import TooHeavyError, clean
from messaging.lens.page_tags import ALONE, ATTRIBUTES, BLOCKS, LEFT_OUT, TAGS

MOST_CHARACTERS: Final = 1_000_000
"""Of HTML. A page of words has a tenth of it."""
MOST_BLOCKS: Final = 400
LONGEST_BLOCK: Final = 5_000
MOST_READ: Final = 80_000
"""Characters of words: some 13,000 words, a book's chapter. Reading more takes seconds."""
MOST_TAGS: Final = 50_000
DEEPEST: Final = 400
"""Below this depth a page is a trap, and what lies there is left out."""

_ROLES_LEFT_OUT = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "dialog"})
_NOT_SEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|breadcrumbs?|footer|cookies?|consent|sr-only"
    r"|visually-hidden|skip-link|site-footer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BUTTON = re.compile(r"(?:^|[\s_-])(?:btn|button|cta)(?:$|[\s_-])", re.IGNORECASE)
_DESCRIPTION = frozenset({"description", "og:description"})
APART: Final = frozenset({"Title", "Meta description", "Alt text"})
"""Places whose words are no part of the running text."""


@dataclass(frozen=True, slots=True)
class PageBlock:
    """Words that stand together; ``place`` says where, as "Heading 1" or "Button"."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class PageText:
    """``cut`` is empty, or says in a sentence what of the page was not read."""

    blocks: tuple[PageBlock, ...]
    cut: str = ""

    @property
    def running(self) -> str:
        """What a visitor reads from top to bottom, a block a line."""
        return "\n".join(block.text for block in self.blocks if block.place not in APART)


Attributes = dict[str, str]
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_NEVER_DEEP = ALONE | frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
        "option",
        "thead",
        "tbody",
        "tfoot",
        "link",
        "path",
        "rect",
        "circle",
        "line",
        "source",
        "area",
        "base",
    ]
)
"""Tags that need no end: many of them in a row are not a deep page."""


def _too_deep(html: str) -> bool:
    """Whether tags are as deep or as many as on no page: parsers take long over those."""
    depth = 0
    tags = _TAG.findall(html)
    if len(tags) > MOST_TAGS:
        return True
    for ending, name in tags:
        if name.lower() not in _NEVER_DEEP:
            depth += -1 if ending and depth else not ending
            if depth > DEEPEST:
                return True
    return False


class _Walk(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[PageBlock] = []
        self.seen: set[tuple[str, str]] = set()
        self._words: list[str] = []
        self._places: list[tuple[str, str]] = [("", "Text")]
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Attributes = {name: value or "" for name, value in attrs}
        if tag in ALONE:
            self._alone(tag, given)
            return
        if self._skipped or _hidden(given) or len(self._places) >= DEEPEST:
            self._skipped += 1
            return
        place = _place(tag, given)
        if place:
            self.close_block()
        self._places.append((tag, place))

    def handle_endtag(self, tag: str) -> None:
        if tag in ALONE:
            return
        if self._skipped:
            self._skipped -= 1
            return
        if len(self._places) > 1:
            if self._places[-1][1]:
                self.close_block()
            self._places.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._words.append(data)

    def _alone(self, tag: str, given: Attributes) -> None:
        if self._skipped or _hidden(given):
            return
        if tag == "br":
            self._words.append(" ")
        elif tag == "img" and given.get("alt", "").strip():
            self._add("Alt text", given["alt"])
        elif tag == "meta":
            name = (given.get("name") or given.get("property", "")).lower()
            if name in _DESCRIPTION:
                self._add("Meta description", given.get("content", ""))
        elif tag == "input" and given.get("type", "").lower() in ("submit", "button"):
            self._add("Button", given.get("value", ""))

    def close_block(self) -> None:
        """What was gathered stands in the innermost block that is open."""
        place = next(place for _, place in reversed(self._places) if place)
        self._add(place, "".join(self._words))
        self._words.clear()

    def _add(self, place: str, text: str) -> None:
        line = " ".join(text.split())[:LONGEST_BLOCK]
        if line and any(map(str.isalpha, line)) and (place, line) not in self.seen:
            self.seen.add((place, line))
            self.found.append(PageBlock(place, line))


def _place(tag: str, given: Attributes) -> str:
    """The block that ``tag`` opens; empty for a tag that stands among words."""
    if given.get("role") == "button" or (tag == "a" and _BUTTON.search(given.get("class", ""))):
        return "Button"
    return BLOCKS.get(tag, "")


def _hidden(given: Attributes) -> bool:
    return bool(
        "hidden" in given
        or given.get("aria-hidden") == "true"
        or given.get("role", "") in _ROLES_LEFT_OUT
        or _NOT_SEEN.search(given.get("style", ""))
        or _AROUND.search(f"{given.get('class', '')} {given.get('id', '')}")
    )


def page_text(html: str) -> PageText:
    """The words of ``html``. Never fails; a page without words has no blocks."""
    cut = ""
    if len(html) > MOST_CHARACTERS:
        html, cut = html[:MOST_CHARACTERS], "The page is very long; its end was not read."
    if _too_deep(html):
        return PageText(
            (),
            "The page has more tags, or deeper ones, than any page of words, so it was not read.",
        )
    try:
        cleaned = clean(html, tags=TAGS, without=LEFT_OUT, attributes=ATTRIBUTES)
    except TooHeavyError:
        return PageText((), "Reading this page takes more than any page of words needs.")
    walk = _Walk()
    walk.feed(cleaned)
    walk.close()
    walk.close_block()
    blocks = tuple(_in_order(walk.found))
    if len(blocks) > MOST_BLOCKS:
        blocks = blocks[:MOST_BLOCKS]
        cut = f"The page has very many texts; the first {MOST_BLOCKS} were read."
    lengths = itertools.accumulate(len(block.text) for block in blocks)
    fitting = sum(length <= MOST_READ for length in lengths)
    if fitting < len(blocks):
        blocks = blocks[:fitting]
        cut = f"The page has very many words; the first {MOST_READ:,} characters were read."
    return PageText(blocks, cut)


def _in_order(blocks: list[PageBlock]) -> Iterable[PageBlock]:
    """One title and one description first, as a search engine shows them; then the page."""
    for place in ("Title", "Meta description"):
        yield from [block for block in blocks if block.place == place][:1]
    yield from (b for b in blocks if b.place not in ("Title", "Meta description"))


def is_html(text: str) -> bool:
    """Whether pasted text is the source of a page, and not words."""
    start = text.lstrip()[:500].lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body")) or (
        start.startswith("<") and bool(re.match(r"<[a-z][a-z0-9]*[\s>/]", start))
    )
