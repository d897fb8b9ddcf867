"""Candidates: the phrasings of a move with this brief's slots in place, measured for its channel.

All candidates of a brief are made once; drafts are then combinations of them, which is what
makes the writer fast.
"""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from messaging.channels.channel import Channel
from messaging.channels.measure import wide_length
from messaging.channels.sms import BASIC, EXTENSION, count_sms
from messaging.writing.brief import Brief, Source
from messaging.writing.candidate import Candidate, Form, Said
from messaging.writing.fresh import Fresh
from messaging.writing.languages import known_language
from messaging.writing.own_layout import layout_for
from messaging.writing.phrases import MARKER, Marker, Phrasing, Piece, phrasings_for
from messaging.writing.slots import CORE_SLOTS, Slots
from messaging.writing.tones import full_forms, tones_of
from messaging.writing.turnings import TURNINGS
from personas.grammar.languages import same_language

# Slots that take one value of a list; two markers of one phrasing never mix values.
LISTS = ("proof", "quote", "objection", "alternative", "criterion", "feature")
SEVERAL = frozenset([*LISTS, "speaker"])
NO_OBJECTION = -1
# Slots that speak of the pain, of what is wanted instead or of what is in the reader's head.
OF_PAIN = CORE_SLOTS | {"feeling", "question"}
# Forms that tell the reader what he or she does or feels.
PERSONAL = frozenset(
    [
        Marker("struggle", "you"),
        Marker("struggle", "do"),
        Marker("feeling", ""),
        Marker("feeling", "feel"),
    ]
)
# Words that make of a situation something the reader is, has or does: "your baby", "you're on
# leave"; not "a waiter tells you". Where they stand in a slot they speak of the reader.
OF_READER = re.compile(
    r"(?i)\b(?:your|yours|yourself|dein\w*|euer|eure\w*)\b|\byou['’]\w+|(?-i:\bIhr\w*)"
    r"|(?:^|\b(?:and|but|or|when|while|if|that|because|as|before|after|until|how|what) )you\b"
)
READER = re.compile(r"(?i)\byou(?:r|rs|rself)?\b")

# A slot that ends as a sentence does, in or out of quotation marks.
ENDED = re.compile(r"[.?!][\"'”’]?$")
# What makes a slot hard to follow with more words of the same sentence.
CLAUSE = re.compile(r"(?i),|\b(?:who|that|which|what|when|while|if|because|you|you're)\b")
ECHO = re.compile(r"(?i)\b(?:again|now|today|still|instead|every time|once more|these days)\b")
GSM = BASIC | EXTENSION
SLOTS = tuple(TURNINGS)
NO_CHANNEL = Channel("", "", ())
# Slots that may be said twice in a draft.
UNSAID = frozenset(["offer", "speaker", "what", "brand"])
# "again again", "get to get": a phrasing's own word met the same word of a slot.
STUTTER = re.compile(r"\b([^\W\d_]+),? (?:to )?\1\b", re.IGNORECASE)


@lru_cache(maxsize=32)
def _candidates(brief: Brief, counting: str, situation: bool) -> "Candidates":
    return Candidates(brief, counting, situation=situation)


def candidates_of(brief: Brief) -> "Candidates":
    """The candidates for ``brief``; its seed and the texts to avoid make no difference, and
    channels that count alike share them."""
    counting = next(
        (part.counting for part in brief.channel.parts if part.counting != "characters"),
        "characters",
    )
    bare_brief = replace(brief, channel=NO_CHANNEL, seed=0, avoid_texts=())
    return _candidates(bare_brief, counting, layout_for(brief.channel).situation)


def forget() -> None:
    """Forget the candidates of briefs seen before; for measuring."""
    _candidates.cache_clear()


class Candidates:
    """The candidates of one brief by move and form, in the order of the phrase files."""

    def __init__(self, brief: Brief, counting: str, *, situation: bool) -> None:
        self.slots = Slots(brief)
        self.named = brief.offer.name or brief.brand
        self._brief = brief
        self._language = known_language(brief.language)
        self._tones = tones_of(brief.voice.tone)
        self._counting = counting
        self._phrasings = phrasings_for(brief.language, brief.stage.kind)
        self._situation = situation
        english = same_language(brief.language, "en")
        self._formal = "formal" in self._tones and english
        # A language with few phrasings may not have one that only names the situation.
        self._few = not english
        self._silenced: dict[frozenset[str], frozenset[str]] = {}
        self._forms: dict[tuple[Marker, int], Form | Literal[""] | None] = {}
        self._made: dict[tuple[str, str], Fresh] = {}

    def of(self, move: str, form: str) -> Fresh:
        """The candidates for ``move`` as ``line`` or ``sentence``; empty if it cannot be made."""
        key = (move, form)
        if key not in self._made:
            made = [
                candidate
                for phrasing in self._phrasings.get(move, ())
                if phrasing.form == form and self._in_tone(phrasing)
                for candidate in self._render(phrasing)
            ]
            if self._situation:
                made = [each for each in made if not each.personal] or (made if self._few else [])
            self._made[key] = Fresh(made)
        return self._made[key]

    def _in_tone(self, phrasing: Phrasing) -> bool:
        return not phrasing.tones or bool(phrasing.tones & self._tones)

    def _render(self, phrasing: Phrasing) -> list[Candidate]:
        if not self._can_say(phrasing):
            return []
        many = _many(phrasing.slots)
        count = len(self.slots.values(many)) if many else 1
        rendered = []
        for index in range(count):
            said = self._say(phrasing, index if many else 0, many)
            if said is not None:
                rendered.append(self._candidate(phrasing, said, index))
        return rendered

    def _can_say(self, phrasing: Phrasing) -> bool:
        """Whether every slot has the form asked for, before any sentence is put together; of a
        slot with several values each is asked when it is said."""
        return all(
            marker.slot in SEVERAL or self._form(marker, 0) is not None
            for marker in phrasing.markers
        )

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
                own = full_forms(piece) if self._formal else piece
                words.append(own[1:] if ended and own.startswith(".") else own)
                ended = False
                continue
            at = index if piece.slot == many or (many == "quote" and piece.slot == "speaker") else 0
            form = self._form(piece, at)
            if form is None or form.cannot_stand(pieces, number):
                return None
            words.append(form.text)
            ended = form.ended
            if form.source not in sources:
                sources.append(form.source)
        text = self._language.capitalise("".join(words))
        if STUTTER.search(text):
            return None
        return Said(text, tuple(sources) or (Source("stage", self._brief.stage.kind),))

    def _form(self, marker: Marker, at: int) -> "Form | None":
        key = (marker, at)
        if key not in self._forms:
            text = self.slots.form(marker.slot, marker.turning, at)
            self._forms[key] = text and Form(
                text,
                self.slots.values(marker.slot)[at].source,
                ended=ENDED.search(text) is not None,
                clause=CLAUSE.search(text) is not None,
                echoes=tuple(word.lower() for word in ECHO.findall(text)),
            )
        return self._forms[key] or None

    def _silences(self, slots: frozenset[str]) -> frozenset[str]:
        if slots not in self._silenced:
            alike = (self.slots.alike(slot) for slot in slots)
            self._silenced[slots] = frozenset().union(*alike, slots) - UNSAID
        return self._silenced[slots]

    def _candidate(self, phrasing: Phrasing, said: tuple[Said, ...], index: int) -> Candidate:
        text = said[0].text if len(said) == 1 else " ".join(each.text for each in said)
        slots = phrasing.slots
        silences = self._silences(slots)
        return Candidate(
            text=text,
            said=said,
            move=phrasing.move,
            form=phrasing.form,
            slots=slots - UNSAID,
            silences=silences,
            mask=_bits(slots - UNSAID),
            silenced=_bits(silences),
            after=phrasing.after,
            length=length_of(text, self._counting),
            gsm=self._counting != "sms" or all(letter in GSM for letter in text),
            personal=self._situation and self._is_personal(phrasing, index),
            toned=bool(phrasing.tones),
            core=bool(slots & CORE_SLOTS),
            key=f"{phrasing.move}/{phrasing.text}/{index}",
            phrasing=f"{phrasing.move}/{phrasing.text}",
            sentences=frozenset([bare(each.text) for each in said]),
            objection=index if "objection" in slots else NO_OBJECTION,
        )

    def _is_personal(self, phrasing: Phrasing, index: int) -> bool:
        """Whether what it says of the pain or the outcome is said of the reader."""
        if not PERSONAL.isdisjoint(phrasing.markers):
            return True
        told = [marker for marker in phrasing.markers if marker.slot in OF_PAIN]
        if not told:
            return False
        own = MARKER.sub("", phrasing.text)
        return READER.search(own) is not None or any(
            marker.turning != "said"
            and OF_READER.search(self.slots.form(marker.slot, marker.turning, index) or "")
            for marker in told
        )


@lru_cache(maxsize=1024)
def _many(slots: frozenset[str]) -> str:
    """The slot among ``slots`` that takes one value of a list, if there is one."""
    return next((slot for slot in LISTS if slot in slots), "")


@lru_cache(maxsize=1024)
def _bits(slots: frozenset[str]) -> int:
    """``slots`` as the bits of a number, which are compared faster than sets."""
    return sum(1 << SLOTS.index(slot) for slot in slots)


def bare(text: str) -> str:
    """``text`` as it is compared with others: no end mark, no capitals."""
    return text.casefold().rstrip(".?!")


def length_of(text: str, counting: str) -> int:
    """The length of ``text`` in the unit of a channel, merge tags not counted in."""
    if counting == "sms":
        return count_sms(text).units
    return wide_length(text) if counting == "double_width" else len(text)
