"""Candidates: the phrasings of a move with this brief's slots in place, measured for its channel.

All candidates of a brief are made once; drafts are then combinations of them, which is what
makes the writer fast.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from messaging.channels.measure import wide_length
from messaging.channels.sms import BASIC, EXTENSION, count_sms
from messaging.writing.brief import Brief, Source
from messaging.writing.phrases import Marker, Phrasing, Piece, phrasings_for
from messaging.writing.sentence import capitalise
from messaging.writing.slots import CORE_SLOTS, Slots

TONE_WORDS = {
    "warm": ("warm", "friendly", "kind", "gentle", "caring", "empath"),
    "dry": ("dry", "wry", "deadpan", "laconic", "witty"),
    "plain": ("plain", "simple", "direct", "clear", "honest", "sober"),
    "formal": ("formal", "professional", "serious", "expert", "precise"),
    "playful": ("playful", "fun", "cheeky", "humor", "humour", "light", "witty"),
}
# Slots that take one value of a list; two markers of one phrasing never mix values.
LISTS = ("proof", "quote", "objection", "alternative", "criterion", "feature")
NO_OBJECTION = -1
# Forms that tell the reader what he or she does or feels.
PERSONAL = frozenset(
    [
        Marker("struggle", "you"),
        Marker("struggle", "do"),
        Marker("feeling", ""),
        Marker("feeling", "feel"),
        Marker("statement", ""),
        Marker("cost", ""),
    ]
)


# A slot that ends as a sentence does, in or out of quotation marks.
ENDED = re.compile(r"[.?!][\"'”’]?$")
# What makes a slot hard to follow with more words of the same sentence.
CLAUSE = re.compile(r"(?i),|\b(?:who|that|which|what|when|while|if|because|you|you're)\b")
ECHO = re.compile(r"(?i)\b(?:again|now|today|still|instead|every time|once more|these days)\b")
GSM = BASIC | EXTENSION
# Slots that may be said twice in a draft.
UNSAID = frozenset(["offer", "speaker", "what", "brand"])
# "again again": a phrasing's own word met the same word of a slot.
STUTTER = re.compile(r"\b([^\W\d_]+),? \1\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a candidate and the sources of its slots."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One phrasing in words.

    ``length`` is in the channel's unit; ``gsm`` says whether a text message can carry it in seven
    bits, ``personal`` whether it tells the reader what they do, ``core`` whether it speaks of the
    pain or its outcome; ``silences`` are the slots that need not be said once this is;
    ``objection`` is the number of the objection it names, or NO_OBJECTION.
    """

    text: str
    said: tuple[Said, ...]
    move: str
    form: str
    slots: frozenset[str]
    silences: frozenset[str]
    after: frozenset[str]
    length: int
    gsm: bool
    personal: bool
    core: bool
    key: str
    phrasing: str
    sentences: frozenset[str]
    objection: int


@lru_cache(maxsize=32)
def _candidates(brief: Brief) -> "Candidates":
    return Candidates(brief)


def candidates_of(brief: Brief) -> "Candidates":
    """The candidates for ``brief``; its seed and the texts to avoid make no difference."""
    return _candidates(replace(brief, seed=0, avoid_texts=()))


def forget() -> None:
    """Forget the candidates of briefs seen before; for measuring."""
    _candidates.cache_clear()


class Candidates:
    """The candidates of one brief by move and form, in the order of the phrase files."""

    def __init__(self, brief: Brief) -> None:
        self.slots = Slots(brief)
        self._brief = brief
        self._tones = tones_of(brief.voice.tone)
        self._counting = next(
            (part.counting for part in brief.channel.parts if part.counting != "characters"),
            "characters",
        )
        self._phrasings = phrasings_for(brief.language, brief.stage.kind)
        self._silenced: dict[frozenset[str], frozenset[str]] = {}
        self._made: dict[tuple[str, str], tuple[Candidate, ...]] = {}

    def of(self, move: str, form: str) -> tuple[Candidate, ...]:
        """The candidates for ``move`` as ``line`` or ``sentence``; empty if it cannot be made."""
        key = (move, form)
        if key not in self._made:
            self._made[key] = tuple(
                candidate
                for phrasing in self._phrasings.get(move, ())
                if phrasing.form == form and self._in_tone(phrasing)
                for candidate in self._render(phrasing)
            )
        return self._made[key]

    def _in_tone(self, phrasing: Phrasing) -> bool:
        return not phrasing.tones or bool(phrasing.tones & self._tones)

    def _render(self, phrasing: Phrasing) -> list[Candidate]:
        slots = phrasing.slots
        many = next((slot for slot in LISTS if slot in slots), "")
        count = len(self.slots.values(many)) if many else 1
        rendered = []
        for index in range(count):
            said = self._say(phrasing, index if many else 0, many)
            if said is not None:
                rendered.append(self._candidate(phrasing, said, index))
        return rendered

    def _say(self, phrasing: Phrasing, index: int, many: str) -> tuple[Said, ...] | None:
        said: list[Said] = []
        for pieces in phrasing.sentences:
            one = self._sentence(pieces, index, many)
            if one is None:
                return None
            said.append(one)
        return tuple(said)

    def _sentence(self, pieces: tuple[Piece, ...], index: int, many: str) -> Said | None:
        words: list[str] = []
        sources: list[Source] = []
        ended = False
        for number, piece in enumerate(pieces):
            if isinstance(piece, str):
                # "who had access?" ends its own sentence: no full stop after it.
                words.append(piece[1:] if ended and piece.startswith(".") else piece)
                ended = False
                continue
            at = index if piece.slot == many or (many == "quote" and piece.slot == "speaker") else 0
            form = self.slots.form(piece.slot, piece.turning, at)
            if form is None or _runs_on(form, pieces, number) or _echoes(form, pieces):
                return None
            words.append(form)
            ended = bool(ENDED.search(form))
            source = self.slots.values(piece.slot)[at].source
            if source not in sources:
                sources.append(source)
        text = capitalise("".join(words))
        if STUTTER.search(text):
            return None
        return Said(text, tuple(sources) or (Source("stage", self._brief.stage.kind),))

    def _silences(self, slots: frozenset[str]) -> frozenset[str]:
        if slots not in self._silenced:
            alike = (self.slots.alike(slot) for slot in slots)
            self._silenced[slots] = frozenset().union(*alike, slots) - UNSAID
        return self._silenced[slots]

    def _candidate(self, phrasing: Phrasing, said: tuple[Said, ...], index: int) -> Candidate:
        text = " ".join(each.text for each in said)
        slots = phrasing.slots
        return Candidate(
            text=text,
            said=said,
            move=phrasing.move,
            form=phrasing.form,
            slots=slots - UNSAID,
            silences=self._silences(slots),
            after=phrasing.after,
            length=length_of(text, self._counting),
            gsm=self._counting != "sms" or all(letter in GSM for letter in text),
            personal=not PERSONAL.isdisjoint(phrasing.markers),
            core=bool(slots & CORE_SLOTS),
            key=f"{phrasing.move}/{phrasing.text}/{index}",
            phrasing=f"{phrasing.move}/{phrasing.text}",
            sentences=frozenset(
                bare(each.text) for each in said if each.sources[0].kind != "stage"
            ),
            objection=index if "objection" in slots else NO_OBJECTION,
        )


def _runs_on(form: str, pieces: tuple[Piece, ...], number: int) -> bool:
    """Whether a slot with a comma or clause would run into the words after it and be misread."""
    following = pieces[number + 1] if number + 1 < len(pieces) else ""
    if not isinstance(following, str):
        return False
    if ENDED.search(form) and following[:1] in (",", "?", ":", ";"):
        return True
    return following[:2].strip().isalpha() and _has_clause(form)


def _echoes(form: str, pieces: tuple[Piece, ...]) -> bool:
    """Whether slot and phrasing both say one of the words that are said once: "again", "today"."""
    said = _echo_words(form)
    return bool(said) and any(
        word.lower() in each.lower() for each in pieces if isinstance(each, str) for word in said
    )


@lru_cache(maxsize=4096)
def _has_clause(form: str) -> bool:
    return CLAUSE.search(form) is not None


@lru_cache(maxsize=4096)
def _echo_words(form: str) -> tuple[str, ...]:
    return tuple(ECHO.findall(form))


def bare(text: str) -> str:
    """``text`` as it is compared with others: no end mark, no capitals."""
    return text.casefold().rstrip(".?!")


def length_of(text: str, counting: str) -> int:
    """The length of ``text`` in the unit of a channel, merge tags not counted in."""
    if counting == "sms":
        return count_sms(text).units
    return wide_length(text) if counting == "double_width" else len(text)


@lru_cache(maxsize=256)
def tones_of(tone: str) -> frozenset[str]:
    """The tones we know in a brand's own description of its voice."""
    described = tone.lower()
    return frozenset(
        name
        for name, stems in TONE_WORDS.items()
        if any(re.search(rf"\b{stem}", described) for stem in stems)
    )
