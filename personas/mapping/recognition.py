"""Who a visitor is and at which moment, read from the signs their visit carries. Pure.

A rule says: where this kind of sign is (contains, begins with) this text, it is that persona, or
that moment. Where several rules fit, the sign that tells most wins (``KINDS``, best first), then
"is" before "begins with" before "contains", then the longer text, then the older rule. Persona
and moment are found independently of each other. That nothing fits is a normal case.

Everything that can be done beforehand is done by ``index_rules``: on the path of delivery an exact
text is one look into a dictionary, and only "begins with" and "contains" are tried one by one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

KINDS = (
    "signal",
    "list",
    "keyword",
    "utm_term",
    "utm_content",
    "utm_campaign",
    "page",
    "referrer",
    "utm_source",
    "utm_medium",
)
"""What a site told us itself says most; how somebody came says least."""
ADDRESSES = frozenset({"page", "referrer"})
LISTS = frozenset({"list", "signal"})
"""Of these a visit may carry several, with commas between."""
MATCHES = ("equals", "starts_with", "contains")
LONGEST_SIGN = 500
"""Longer texts are cut: the visitor's browser chooses them."""
MOST_VALUES = 20
LINE = "\n"

Signs = Mapping[str, Sequence[str]]
"""Kind -> folded texts, the longest first."""
Target = tuple[str | None, int | None]
"""Key of a persona, number of a moment; at least one is None."""


@dataclass(frozen=True, slots=True)
class Rule:
    id: int
    kind: str
    match: str
    value: str
    persona: str | None = None
    moment: int | None = None

    @property
    def text(self) -> str:
        """``value`` as it is compared."""
        return fold(self.kind, self.value)

    @property
    def target(self) -> Target:
        return self.persona, self.moment

    @property
    def rank(self) -> tuple[int, int, int, str, int]:
        """Of the rules that fit, the one with the smallest rank wins."""
        text = self.text
        return KINDS.index(self.kind), MATCHES.index(self.match), -len(text), text, self.id

    def fits(self, texts: Iterable[str]) -> bool:
        mine = self.text
        if self.match == "equals":
            return any(mine == text for text in texts)
        if self.match == "starts_with":
            return any(text.startswith(mine) for text in texts)
        return any(mine in text for text in texts)


@dataclass(frozen=True, slots=True)
class KindIndex:
    """The rules of one kind: exact texts in a dictionary, parts of texts in short lists.

    Folded texts hold no line end, so all texts of a visit are searched as one, a line each;
    ``begins`` has each start with the line end before it.
    """

    exact: Mapping[str, Target]
    begins: tuple[tuple[str, Target], ...]
    contains: tuple[tuple[str, Target], ...]

    def find(self, texts: Sequence[str]) -> Iterator[Target]:
        """What fits, the best first."""
        for text in texts:
            if text in self.exact:
                yield self.exact[text]
        if not self.begins and not self.contains:
            return
        joined = LINE + LINE.join(texts)
        for start, target in self.begins:
            if start in joined:
                yield target
        for part, target in self.contains:
            if part in joined:
                yield target


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The rules of a workspace, made ready; empty, it recognises nobody."""

    kinds: tuple[tuple[str, KindIndex], ...] = ()

    def recognise(self, signs: Signs) -> Target:
        """Persona and moment, each None where no rule fits."""
        persona, moment = None, None
        for kind, index in self.kinds:
            texts = signs.get(kind)
            if not texts:
                continue
            for of_persona, of_moment in index.find(texts):
                persona, moment = persona or of_persona, moment or of_moment
                if persona and moment:
                    return persona, moment
        return persona, moment


@dataclass(frozen=True, slots=True)
class Fit:
    """A rule that fits, and whether it decides; another may have come first."""

    rule: Rule
    decides: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules make of a visit, with the reasons, the best first."""

    persona: str | None = None
    moment: int | None = None
    fits: tuple[Fit, ...] = field(default=())


def index_rules(rules: Iterable[Rule]) -> Recogniser:
    """Make ``rules`` ready to be asked many times."""
    merged: dict[str, dict[str, dict[str, Target]]] = {}
    for rule in sorted(rules, key=lambda rule: rule.rank):
        texts = merged.setdefault(rule.kind, {}).setdefault(rule.match, {})
        persona, moment = texts.get(rule.text, (None, None))
        texts[rule.text] = (persona or rule.persona, moment or rule.moment)
    return Recogniser(
        tuple(
            (
                kind,
                KindIndex(
                    merged[kind].get("equals", {}),
                    tuple(
                        (LINE + start, target)
                        for start, target in merged[kind].get("starts_with", {}).items()
                    ),
                    tuple(merged[kind].get("contains", {}).items()),
                ),
            )
            for kind in KINDS
            if kind in merged
        )
    )


def explain(rules: Iterable[Rule], signs: Signs) -> Reading:
    """The same answer as the recogniser's, with every rule that fits."""
    persona, moment = None, None
    fits = []
    for rule in sorted(rules, key=lambda rule: rule.rank):
        if not rule.fits(signs.get(rule.kind, ())):
            continue
        decides = (rule.persona is not None and persona is None) or (
            rule.moment is not None and moment is None
        )
        fits.append(Fit(rule, decides))
        persona, moment = persona or rule.persona, moment or rule.moment
    return Reading(persona, moment, tuple(fits))


def gather_signs(given: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The signs among ``given`` pairs of kind and text; what is no sign is passed over.

    A page's address brings the utm_ parameters it carries, unless they are given by themselves.
    """
    found: dict[str, set[str]] = {}
    carried: list[tuple[str, str]] = []
    for kind, value in given:
        if kind not in KINDS or not value:
            continue
        cut = value[:LONGEST_SIGN]
        pieces = cut.split(",")[:MOST_VALUES] if kind in LISTS else (cut,)
        texts = found.setdefault(kind, set())
        for piece in pieces:
            if len(texts) < MOST_VALUES:
                texts.update(_forms(kind, piece))
        if kind == "page" and "utm_" in cut:
            carried += utm_of(cut)
    for kind, value in carried:
        found.setdefault(kind, {fold(kind, value)})
    return {
        kind: tuple(sorted(texts, key=lambda text: (-len(text), text)))
        for kind, texts in found.items()
    }


def utm_of(address: str) -> list[tuple[str, str]]:
    """The utm_ parameters of an address that some rule could ask for."""
    query = address.partition("?")[2].partition("#")[0]
    pairs = parse_qsl(query)
    return [(name, text) for name, text in pairs if name.startswith("utm_") and name in KINDS]


def fold(kind: str, value: str) -> str:
    """``value`` as it is compared: small letters, one kind of blank, addresses in one way."""
    text = " ".join(value.casefold().split())
    if kind not in ADDRESSES:
        return text
    text = text.partition("#")[0].partition("?")[0]
    text = text.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return text.rstrip("/") or "/"


def _forms(kind: str, value: str) -> Iterator[str]:
    """The texts one value is known by: an address also by its path alone."""
    text = fold(kind, value)
    if not text:
        return
    yield text
    if kind in ADDRESSES and not text.startswith("/"):
        yield f"/{text.partition('/')[2]}"


def is_address(text: str) -> bool:
    """Whether ``text`` can be read as the address of a page."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
