"""Split links as delivery knows them, and where one of them sends a visitor. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

VISITOR = "cuppa_visitor"
FROM = "cuppa_from"
VISITOR_GIVEN = "v"
OURS = frozenset({VISITOR, FROM, VISITOR_GIVEN})
"""Names in addresses that are ours, whoever wrote them there."""
LONGEST_ADDRESS = 2_000
"""What every browser and server takes. Beyond, what the visitor's address carried stays behind."""


@dataclass(frozen=True, slots=True)
class SplitLinkSnapshot:
    """``pages`` has the address for each variant that has one of its own."""

    placement: str
    url: str
    is_on: bool
    remembers: bool
    pages: Mapping[str, str]

    def page_of(self, variant: str) -> str:
        return self.pages.get(variant, self.url)


def onward(
    url: str, asked_with: Iterable[tuple[str, str]], *, visitor: str = "", variant: str = ""
) -> str:
    """``url`` with what the visitor's own address carried: utm_* and the numbers of the clicked
    ad, which win over what ``url`` says, then who they are and what they read before."""
    carried = {name: value for name, value in asked_with if name not in OURS}
    whole = _with_query(url, carried, visitor, variant)
    return whole if len(whole) <= LONGEST_ADDRESS else _with_query(url, {}, visitor, variant)


def _with_query(url: str, carried: Mapping[str, str], visitor: str, variant: str) -> str:
    mine = {name: value for name, value in ((VISITOR, visitor), (FROM, variant)) if value}
    parts = urlsplit(url)
    kept = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if pair[0] not in carried and pair[0] not in OURS
    ]
    query = urlencode([*kept, *carried.items(), *mine.items()])
    return urlunsplit(parts._replace(query=query))
