"""The form of a public ask-test: what was chosen and typed, in the test's language.

As with surveys (personas/web/public_form.py) nothing typed may be lost, also where it came for a
pair that is gone meanwhile.
"""

import secrets
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from messaging.answer_ask_test import Choice
from messaging.ask_tests import SHOWN_PAIRS, is_turned, pairs_for
from messaging.ask_words import ask_words
from messaging.models import AskPair, AskTest
from personas.answer_survey import LONGEST_ANSWER, LONGEST_SOURCE_TAG, tidy
from personas.survey_ticket import Ticket, new_ticket, read_ticket, ticket_again
from personas.survey_words import nearest_language, page_words
from personas.web.public_form import TRAP

NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts. ``value`` says which of the pair it is, wherever it stands."""

    value: str
    label: str
    texts: list[str]
    chosen: bool


@dataclass(frozen=True, slots=True)
class PairBlock:
    """A pair on the page with what was chosen and what is wrong."""

    pair: AskPair
    name: str
    step: str
    sides: tuple[Side, Side]
    neither: bool
    why: str
    fault: str


class ChoiceForm:
    """``data`` is None where the page is opened. ``came_from`` is the tag of the link. ``number``
    chooses pairs and sides instead of chance: a preview is the same each time."""

    def __init__(
        self,
        test: AskTest,
        pairs: list[AskPair],
        *,
        data: QueryDict | None = None,
        came_from: str = "",
        number: str = "",
    ) -> None:
        language = nearest_language(test.language)
        self.test, self.words, self.ask = test, page_words(language), ask_words(language)
        self.data = data if data is not None else QueryDict()
        self.sent = data is not None
        self.came_from = tidy(self.data.get("from", came_from))[:LONGEST_SOURCE_TAG]
        drawn = number or secrets.token_urlsafe(16)
        self.number = self.ticket.number if self.sent else drawn
        self.pairs = self._shown(pairs)

    def _shown(self, pairs: list[AskPair]) -> list[AskPair]:
        """Those of the form that came, in its order; else those this person shall see."""
        by_key = {str(pair.pk): pair for pair in pairs}
        named = list(dict.fromkeys(self.data.getlist("pair")))
        shown = [by_key[key] for key in named if key in by_key][:SHOWN_PAIRS]
        return shown or pairs_for(pairs, self.number)

    @cached_property
    def ticket(self) -> Ticket:
        return read_ticket(self.test, self.data.get("ticket", ""))

    def next_ticket(self) -> str:
        """For the form as it is shown now."""
        if not self.sent:
            return new_ticket(self.test, number=self.number)
        return ticket_again(self.test, self.ticket, self.data.get("ticket", ""))

    @property
    def trapped(self) -> bool:
        return bool(self.data.get(TRAP, ""))

    def _why(self, pair: AskPair) -> str:
        return tidy(self.data.get(f"why{pair.pk}", ""))

    def _chosen(self, pair: AskPair) -> str:
        given = self.data.get(_name(pair), "")
        return given if given in ("first", "second", NEITHER) else ""

    @cached_property
    def faults(self) -> dict[str, str]:
        """Name of a field -> what is wrong with it. A reason without a choice asks for one."""
        if not self.sent:
            return {}
        found = {}
        for pair in self.pairs:
            if len(self._why(pair)) > LONGEST_ANSWER:
                most = f"{LONGEST_ANSWER:,}"
                found[_name(pair)] = self.words["fault_too_long"].format(most=most)
            elif self._why(pair) and not self._chosen(pair):
                found[_name(pair)] = self.words["fault_required"]
        if not found and not self.choices():
            found[""] = self.ask["fault_choose"]
        return found

    @property
    def whole_fault(self) -> str:
        return self.faults.get("", "") if self.sent else ""

    def choices(self) -> list[Choice]:
        """What was chosen; pairs that were left out are not there."""
        return [
            Choice(
                pair,
                {"first": pair.first_id, "second": pair.second_id}.get(self._chosen(pair)),
                self._why(pair),
            )
            for pair in self.pairs
            if self._chosen(pair)
        ]

    def blocks(self) -> list[PairBlock]:
        return [self._block(pair, place) for place, pair in enumerate(self.pairs, start=1)]

    def _block(self, pair: AskPair, place: int) -> PairBlock:
        chosen = self._chosen(pair)
        order = [("first", pair.first_texts), ("second", pair.second_texts)]
        if is_turned(self.number, pair):
            order.reverse()
        (left, left_texts), (right, right_texts) = order
        total = len(self.pairs)
        return PairBlock(
            pair=pair,
            name=_name(pair),
            step=self.ask["step"].format(number=place, total=total) if total > 1 else "",
            sides=(
                Side(left, self.ask["left"], left_texts, chosen == left),
                Side(right, self.ask["right"], right_texts, chosen == right),
            ),
            neither=chosen == NEITHER,
            why=self._why(pair),
            fault=self.faults.get(_name(pair), ""),
        )

    def typed_texts(self) -> list[str]:
        """All words that came, for a page that can only give them back."""
        return [
            tidy(text)
            for name, text in self.data.items()
            if isinstance(text, str) and name.startswith("why") and text.strip()
        ]


def _name(pair: AskPair) -> str:
    return f"p{pair.pk}"
