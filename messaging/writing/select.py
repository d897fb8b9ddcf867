"""Which drafts are offered: gates, then the lens, then variety.

Drafts are picked by maximal marginal relevance (Carbonell and Goldstein, 1998): each next one
is good and unlike those already picked. The same brief and seed give the same drafts.
"""

import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messaging.lens import score_of
from messaging.writing import gates
from messaging.writing.able import why_not_written
from messaging.writing.brief import Brief
from messaging.writing.draft import Draft
from messaging.writing.frameworks import Framework, frameworks
from messaging.writing.phrase_writer import PhraseWriter
from messaging.writing.steering import Given, Way, ways
from personas.grammar.languages import same_language

Score = Callable[[str, Brief], float | None]

# How many times as many drafts are written than wanted, and how often writing is tried per draft.
POOL = 1.5
TRIES = 10
# How often every framework may fail in a row to say anything new before nothing new is left.
PATIENCE = 3
LEAST_TRIES = 40
# What variety weighs against the score of the lens, 0 to 1.
VARIETY = 0.5
# What each draft already picked in the same framework takes from another one.
AGAIN = 0.02
# What a draft is worth that the lens cannot read.
UNREAD = 50.0
SAME_FRAMEWORK, SAME_OPENING = 0.25, 0.35


class UnknownFrameworkError(ValueError):
    """A framework of that name does not exist."""


@dataclass(frozen=True, slots=True)
class MissingField:
    """A field nobody has filled in, and what could be written with it."""

    field: str
    unlocks: str


def write_drafts(
    brief: Brief,
    *,
    count: int,
    framework: str | None = None,
    all_: bool = False,
    score: Score | None = None,
    like: Given | None = None,
    unlike: Sequence[Given] = (),
    shorter_than: Given | None = None,
    avoid_frameworks: Sequence[str] = (),
) -> list[Draft]:
    """At most ``count`` drafts for ``brief``, the best and most various first.

    ``framework`` restricts them to one; UnknownFrameworkError if there is none of that name.
    ``all_`` adds the drafts that a gate held back, after the others, with the reason. A brief
    too thin for any framework gives none: missing() says which field would help,
    and why_not_written() what is wrong with the language.

    Steering, which may be combined; each takes a draft or the parts of a copy:
    ``like`` asks for the same framework and the same opening move in other words (for parts
    alone, the frameworks that begin as they do); ``unlike`` for other frameworks (where drafts
    are given), other opening moves and little shared wording with any of them; ``shorter_than``
    for less text than that one has, in every draft; ``avoid_frameworks`` leaves some out.
    The same arguments give the same drafts.
    """
    for key in (framework, *avoid_frameworks):
        if key is not None and key not in frameworks():
            known = ", ".join(frameworks())
            raise UnknownFrameworkError(f"there is no framework {key!r}; there are {known}")
    if why_not_written(brief):
        return []
    writer = PhraseWriter(brief)
    chosen = [each for each in writer.available() if framework in (None, each.key)]
    if not chosen or count < 1:
        return []
    passed: list[Draft] = []
    rejected: list[Draft] = []
    seen: set[str] = set()
    for way in ways(
        brief,
        [each.key for each in chosen],
        like=like,
        unlike=unlike,
        shorter_than=shorter_than,
        avoid_frameworks=avoid_frameworks,
    ):
        if len(passed) >= count:
            break
        _pool(way, chosen, brief, round(count * POOL), passed, rejected, seen)
    judge = score if score is not None else lens_score
    scored = [draft.scored(judge(draft.text, brief)) for draft in passed]
    picked = _various(scored, count)
    if not all_:
        return picked
    return picked + [draft.scored(judge(draft.text, brief)) for draft in rejected]


def lens_score(text: str, brief: Brief) -> float | None:
    """The lens's score of ``text``, 0 to 100; None in a language that it does not read."""
    if not same_language(brief.language, "en"):
        return None
    return round(score_of(text, brief), 1)


def _pool(
    way: Way,
    available: list[Framework],
    brief: Brief,
    wanted: int,
    passed: list[Draft],
    rejected: list[Draft],
    seen: set[str],
) -> None:
    """Add drafts that pass the gates to ``passed`` and others to ``rejected``, frameworks in
    turn, no two the same, until ``wanted`` have passed."""
    order = [each for each in available if way.frameworks is None or each.key in way.frameworks]
    if not order:
        return
    writer = PhraseWriter(way.brief)
    about = brief.pain.about or brief.pain.ref
    chance = random.Random(f"{brief.seed}/{brief.channel.key}/{brief.stage.kind}/{about}")
    chance.shuffle(order)
    vain = 0
    for attempt in range(wanted * TRIES + len(order)):
        if len(passed) >= wanted or vain >= max(PATIENCE * len(order), LEAST_TRIES):
            break
        vain += 1
        framework = order[attempt % len(order)]
        draft = writer.write(framework, chance, opening=way.opening, said=way.said)
        text = draft.text if draft else ""
        if draft is None or text in seen or not way.allows(draft):
            continue
        seen.add(text)
        vain = 0
        reason = gates.first_fault(draft.parts, brief)
        if reason is None:
            passed.append(draft)
        else:
            rejected.append(draft.held_back(reason))


def _various(drafts: list[Draft], count: int) -> list[Draft]:
    """``count`` of ``drafts`` by maximal marginal relevance."""
    wording = Wording()
    grams = [wording.grams(draft.text) for draft in drafts]
    openings = [_opening(draft) for draft in drafts]
    nearest = [0.0] * len(drafts)
    left = list(range(len(drafts)))
    picked: list[int] = []
    used: Counter[str] = Counter()
    while left and len(picked) < count:
        best = max(
            left,
            key=lambda index: (
                (1 - VARIETY) * _worth(drafts[index]) / 100
                - VARIETY * nearest[index]
                - AGAIN * used[drafts[index].framework],
                -index,
            ),
        )
        left.remove(best)
        picked.append(best)
        used[drafts[best].framework] += 1
        for index in left:
            likeness = _likeness(grams[best], grams[index])
            if drafts[best].framework == drafts[index].framework:
                likeness += SAME_FRAMEWORK
            if openings[best] == openings[index]:
                likeness += SAME_OPENING
            nearest[index] = max(nearest[index], likeness)
    return [drafts[index] for index in picked]


def _worth(draft: Draft) -> float:
    """The score; the same for all where the lens cannot read them."""
    return UNREAD if draft.score is None else draft.score


class Wording:
    """The word pairs of texts as the bits of a number; texts share lines, each read once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._lines: dict[str, tuple[int, str, str]] = {}

    def grams(self, text: str) -> int:
        """The pairs of ``text``, those from line to line too."""
        bits = 0
        previous = ""
        for line in text.split("\n"):
            own, first, last = self._lines.get(line) or self._line(line)
            bits |= own
            if previous and first:
                bits |= self._bit((previous, first))
            previous = last or previous
        return bits

    def _line(self, line: str) -> tuple[int, str, str]:
        """The pairs of one line, its first word and its last."""
        words = line.lower().split()
        bits = 0
        for pair in itertools.pairwise(words):
            bits |= self._bit(pair)
        self._lines[line] = found = (bits, words[0] if words else "", words[-1] if words else "")
        return found

    def _bit(self, pair: tuple[str, str]) -> int:
        return 1 << self._numbers.setdefault(pair, len(self._numbers))


def _likeness(grams: int, others: int) -> float:
    """How much of their wording two drafts share: Jaccard of word pairs, weighted, 0 to 0.4."""
    shared = (grams & others).bit_count()
    union = (grams | others).bit_count()
    return (1 - SAME_FRAMEWORK - SAME_OPENING) * (shared / union if union else 1.0)


def _opening(draft: Draft) -> str:
    first = next(iter(draft.parts.values()), "")
    return first if isinstance(first, str) else (first[0] if first else "")


FIELDS = {
    "trigger": ("pain.trigger", "drafts that open on the moment, job stories and checklists"),
    "struggle": ("pain.struggle", "drafts that name the problem: most frameworks lean on it"),
    "cost": ("pain.cost", "the cost of the problem, and the cost of doing nothing"),
    "feeling": ("pain.feeling", "drafts that say how it feels"),
    "workaround": ("pain.workaround", "the myth that today's way will do"),
    "outcome": ("pain.desired_outcome", "promises, the life after, and the customer as hero"),
    "why": ("pain.why", "the reason behind the outcome"),
    "statement": ("pain.statement", "the problem in the customer's own sentence"),
    "relief": ("offer.reliefs", "what the offer does for this pain"),
    "proof": (
        "offer.proof",
        "proof-first drafts, and proof for those who are deciding; it has to be about this pain",
    ),
    "offer": ("offer.name", "naming the offer"),
    "objection": ("persona.objections", "drafts that answer the objection first"),
    "quote": ("quotes", "drafts that open on a customer's words; one needs consent to be quoted"),
    "criteria": ("persona.choice_criteria", "what to judge by, for those who are deciding"),
}


def missing(brief: Brief) -> list[MissingField]:
    """The fields that are empty, or not in their slot's shape, and what each would unlock."""
    if why_not_written(brief):
        return []
    slots = PhraseWriter(brief).candidates.slots
    return [
        MissingField(name, unlocks)
        for slot, (name, unlocks) in FIELDS.items()
        if not slots.values(slot)
    ]
