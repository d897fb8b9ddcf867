"""The slots of a brief, each in the forms that phrasings ask for.

A phrasing writes ``{struggle:doing}``: the slot and the turning. Every slot knows its shape, and
a shape knows its turnings. A form that cannot be had for sure is None, and so is an empty slot.
"""

import itertools
import re
from dataclasses import dataclass
from functools import partial

from messaging.writing import sentence as sentences
from messaging.writing.brief import Brief, Source
from messaging.writing.languages import Language, known_language
from messaging.writing.one_time import is_short_noun_phrase
from messaging.writing.topic import fitting_proofs
from personas.grammar.slot_shape import usable

# How many values of a list (objections, proofs, quotes ...) the writer works with.
VALUES = 6

# Words of people who went away are for those who went away: elsewhere they praise nobody.
GONE = ("ex_customer", "lost_deal")


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One value of a slot as typed, and where it is from."""

    text: str
    source: Source
    speaker: str = ""


CORE_SLOTS = frozenset(
    ["trigger", "struggle", "cost", "workaround", "outcome", "statement", "title", "why"]
)
"""The slots that carry the pain or its outcome: a draft without any of them is about nothing."""

PROBLEM_SLOTS = ("title", "statement", "struggle", "trigger", "cost")
WISH_SLOTS = ("outcome", "why")
# Two slots with at least this share of the shorter one's content words in common say the same.
ALIKE = 0.6

# How many criteria make a list, and how many one sentence holds.
FEWEST_LISTED, LISTED = 2, 3
KEEPS_CAPITAL = frozenset(["offer", "brand"])


class Slots:
    """The slot values of one brief, and their turned forms, each made once."""

    def __init__(self, brief: Brief) -> None:
        self._terms = brief.voice.preferred_terms
        self._language = known_language(brief.language)
        self._values = {
            slot: tuple(value for value in values if value.text)[:VALUES]
            for slot, values in self._collect(brief).items()
        }
        self._alike = self._compare()
        self._forms: dict[tuple[str, str, int], str | None] = {}

    def values(self, slot: str) -> tuple[SlotValue, ...]:
        """The values of ``slot``; empty where the brief has none in the slot's shape."""
        if slot == "speaker":
            return self._values["quote"]
        return self._values[slot]

    def alike(self, slot: str) -> frozenset[str]:
        """The slots that say nearly what ``slot`` says, as a title and a statement may."""
        return self._alike.get(slot, frozenset())

    def _compare(self) -> dict[str, frozenset[str]]:
        """Which slots repeat one another: they share most of their content words."""
        words = {
            slot: self._language.stems(values[0].text)
            for slot in (*PROBLEM_SLOTS, *WISH_SLOTS)
            if (values := self._values[slot])
        }
        alike: dict[str, set[str]] = {slot: set() for slot in words}
        for group in (PROBLEM_SLOTS, WISH_SLOTS):
            for one, other in itertools.combinations([slot for slot in group if slot in words], 2):
                shared = len(words[one] & words[other])
                fewest = min(len(words[one]), len(words[other]))
                if fewest and shared >= max(1, fewest * ALIKE):
                    alike[one].add(other)
                    alike[other].add(one)
        return {slot: frozenset(others) for slot, others in alike.items()}

    def form(self, slot: str, turning: str, index: int = 0) -> str | None:
        """Value number ``index`` of ``slot`` as ``turning`` has it, fit for mid-sentence."""
        key = (slot, turning, index)
        if key not in self._forms:
            self._forms[key] = self._make(slot, turning, index)
        return self._forms[key]

    def _make(self, slot: str, turning: str, index: int) -> str | None:
        values = self.values(slot)
        if index >= len(values):
            return None
        value = values[index]
        if slot == "speaker":
            return value.speaker
        form = self._language.turnings[slot][turning](" ".join(value.text.split()))
        if form is None or turning == "said" or slot in self._language.as_heard:
            return form
        if slot in KEEPS_CAPITAL:
            return re.sub(r"[\s.,;:!]+$", "", form)
        return self._language.embed(form)

    def _collect(self, brief: Brief) -> dict[str, list[SlotValue]]:
        pain, persona, offer = brief.pain, brief.persona, brief.offer

        def of_pain(field: str) -> list[SlotValue]:
            text = usable(field, getattr(pain, field), brief.language)
            return [SlotValue(self._preferred(text), Source("pain", pain.ref, field))]

        def of_moment() -> list[SlotValue]:
            """What sets the moment off, where the text answers one and says it as a clause."""
            said = brief.stage.event if self._language.fits(brief.stage.event) else ""
            text = usable("trigger", said, brief.language) if said else ""
            source = Source("moment", brief.stage.ref, "event")
            return [SlotValue(self._preferred(text), source)] if text else []

        def of_persona(field: str) -> list[SlotValue]:
            return [
                SlotValue(self._preferred(text), Source("persona", str(index), field))
                for index, text in enumerate(getattr(persona, field))
                if self._language.fits(text)
            ]

        named = offer.name or brief.brand
        gone = brief.stage.kind in ("at_risk", "left")
        return {
            "trigger": of_moment() or of_pain("trigger"),
            "struggle": of_pain("struggle"),
            "cost": of_pain("cost"),
            "feeling": of_pain("feeling"),
            "workaround": of_pain("workaround"),
            "outcome": of_pain("desired_outcome"),
            "why": of_pain("why"),
            "statement": of_pain("statement"),
            "title": [SlotValue(pain.title, Source("pain", pain.ref, "title"))],
            "alternative": of_persona("alternatives"),
            "objection": of_persona("objections"),
            "criteria": [
                SlotValue(
                    _listed(persona.choice_criteria, self._language),
                    Source("persona", "", "choice_criteria"),
                )
            ],
            "feature": about_pain(
                [SlotValue(text, Source("offer", "", "features")) for text in offer.features], brief
            ),
            "criterion": [
                value
                for value in of_persona("choice_criteria")
                if not is_short_noun_phrase(value.text)
            ],
            "relief": [
                SlotValue(
                    self._preferred(usable("relief", fact.text, brief.language)),
                    Source("relief", fact.ref),
                )
                for fact in offer.reliefs
                if self._language.fits(fact.text)
            ],
            "proof": [
                SlotValue(fact.text, Source("proof", fact.ref))
                for fact in fitting_proofs(brief)
                if self._language.fits(fact.text)
            ],
            "offer": [SlotValue(named, Source("offer", "", "name"))],
            "brand": [SlotValue(brief.brand or offer.name, Source("offer", "", "name"))],
            "what": [
                SlotValue(offer.what_it_is, Source("offer", "", "what_it_is"))
                for _ in range(self._language.fits(offer.what_it_is))
            ],
            "question": [
                SlotValue(
                    self._question(brief.stage.question),
                    Source("moment", brief.stage.ref, "question")
                    if brief.stage.ref
                    else Source("stage", brief.stage.kind, "question"),
                )
            ],
            "quote": [
                SlotValue(
                    quote.text,
                    Source("evidence", quote.ref),
                    self._language.speakers.get(
                        quote.customer_status, self._language.speakers["customer"]
                    ),
                )
                for quote in brief.quotes
                if quote.may_quote
                and (gone or quote.customer_status not in GONE)
                and self._language.fits(quote.text)
            ],
        }

    def _question(self, text: str) -> str:
        """The question in the reader's head, but not one of ours in another language."""
        return text if self._language.code == "en" or self._language.fits(text) else ""

    def _preferred(self, text: str) -> str:
        """``text`` in the brand's own terms; articles follow, plurals stay plural."""
        for avoid, use in self._terms:
            text = replace_term(text, avoid, use)
        return text


def about_pain(values: list[SlotValue], brief: Brief) -> list[SlotValue]:
    """Those of ``values`` that share a word with the problem itself or with its relief."""
    language = known_language(brief.language)
    stems = language.stems
    problem = (brief.pain.title, brief.pain.struggle, *(each.text for each in brief.offer.reliefs))
    topic = frozenset().union(*map(stems, problem))
    return [value for value in values if stems(value.text) & topic and language.fits(value.text)]


def replace_term(text: str, avoid: str, use: str) -> str:
    """``text`` with the term ``avoid`` replaced by ``use``, singular and plural."""
    if not avoid or avoid.lower() not in text.lower():
        return text
    for old, new in ((sentences.plural(avoid), sentences.plural(use)), (avoid, use)):
        changed = re.sub(
            rf"\b{re.escape(old)}\b",
            partial(_in_case, new),
            text,
            flags=re.IGNORECASE,
        )
        text = sentences.fix_articles(changed, new) if changed != text else text
    return text


def _in_case(new: str, match: re.Match[str]) -> str:
    return sentences.capitalise(new) if match[0][0].isupper() else new


def _listed(items: tuple[str, ...], language: Language) -> str:
    """The short noun phrases among ``items`` as one list; other shapes do not stand in a row."""
    if language.code != "en":
        return ""  # whether a criterion is a noun phrase we can tell in English only
    short = [item.strip().rstrip(".,;:!") for item in items if is_short_noun_phrase(item)][:LISTED]
    if len(short) < FEWEST_LISTED:
        return ""
    return language.joined(short)
