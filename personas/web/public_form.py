"""The form of a public survey: what was typed, what is wrong with it, in the survey's language.

Read by hand and not by Django's forms: its faults speak another language than the page may, and
here nothing typed may ever be lost, also where it came in a field that is gone meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict

from personas.answer_survey import LONGEST_ANSWER, LONGEST_SOURCE_TAG, Rating, Said, tidy
from personas.models import CustomerStatus, Survey, SurveyQuestion
from personas.survey_ticket import Ticket, new_ticket, read_ticket, ticket_again
from personas.survey_words import nearest_language, page_words

TRAP = "website"
"""A field that people do not see. Programs that fill in everything fill it in too."""
STEPS = ("1", "2", "3", "4", "5")
LONGEST_EMAIL = 254
STATUSES = (
    (CustomerStatus.CUSTOMER.value, "who_customer"),
    (CustomerStatus.EX_CUSTOMER.value, "who_ex_customer"),
    (CustomerStatus.PROSPECT.value, "who_prospect"),
    (CustomerStatus.NEVER_BOUGHT.value, "who_never_bought"),
    (CustomerStatus.UNKNOWN.value, "who_not_said"),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Five steps to press, and the one that is pressed."""

    name: str
    label: str
    low: str
    high: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Block:
    """One question on the page with what was answered and what is wrong with that."""

    question: SurveyQuestion
    name: str
    value: str
    fault: str
    scales: tuple[Scale, ...] = ()
    not_me: bool = False


class PublicForm:
    """``data`` is None where the page is opened. ``came_from`` is the tag of the link."""

    def __init__(
        self,
        survey: Survey,
        questions: list[SurveyQuestion],
        *,
        data: QueryDict | None = None,
        came_from: str = "",
    ) -> None:
        self.survey, self.questions = survey, questions
        self.words = page_words(nearest_language(survey.language))
        self.data = data if data is not None else QueryDict()
        self.sent = data is not None
        self.came_from = tidy(self.data.get("from", came_from))[:LONGEST_SOURCE_TAG]

    @cached_property
    def ticket(self) -> Ticket:
        return read_ticket(self.survey, self.data.get("ticket", ""))

    def next_ticket(self) -> str:
        """For the form as it is shown now."""
        if not self.sent:
            return new_ticket(self.survey)
        return ticket_again(self.survey, self.ticket, self.data.get("ticket", ""))

    @property
    def trapped(self) -> bool:
        return bool(self.data.get(TRAP, ""))

    def _typed(self, name: str) -> str:
        return tidy(self.data.get(name, ""))

    @cached_property
    def faults(self) -> Mapping[str, str]:
        """Name of a field -> what is wrong with it. Under the empty name what is with the whole."""
        if not self.sent:
            return {}
        found: dict[str, str] = {}
        for question in self.questions:
            key = self._fault_of(question)
            if key:
                found[_name(question)] = self.words[key].format(most=f"{LONGEST_ANSWER:,}")
        if not found and not (self.texts or self.ratings):
            found[""] = self.words["fault_empty"]
        email_fault = self._fault_of_email()
        if email_fault:
            found["email"] = self.words[email_fault]
        return found

    def _fault_of(self, question: SurveyQuestion) -> str:
        if question.pain_id is None:
            text = self._typed(_name(question))
            if len(text) > LONGEST_ANSWER:
                return "fault_too_long"
            return "fault_required" if question.is_required and not text else ""
        if self._not_me(question):
            return ""
        given = [self._step(question, part) for part in ("matters", "solved")]
        if any(given) and not all(given):
            return "fault_rate_both"
        return "fault_required" if question.is_required and not any(given) else ""

    def _fault_of_email(self) -> str:
        if not self._ticked("may_contact"):
            return ""
        email = self._typed("email")
        if not email:
            return "fault_email_missing"
        try:
            if len(email) > LONGEST_EMAIL:
                return "fault_email"
            validate_email(email)
        except ValidationError:
            return "fault_email"
        return "" if self.texts else "fault_email_only"

    def _step(self, question: SurveyQuestion, part: str) -> str:
        given = self.data.get(f"{_name(question)}-{part}", "")
        return given if given in STEPS else ""

    def _not_me(self, question: SurveyQuestion) -> bool:
        return self._ticked(f"{_name(question)}-not")

    def _ticked(self, name: str) -> bool:
        return self.data.get(name, "") == "yes"

    @cached_property
    def texts(self) -> dict[int, str]:
        typed = {row.pk: self._typed(_name(row)) for row in self.questions if row.pain_id is None}
        return {pk: text for pk, text in typed.items() if text}

    @cached_property
    def ratings(self) -> dict[int, Rating]:
        found = {}
        for row in self.questions:
            steps = [self._step(row, part) for part in ("matters", "solved")]
            if row.pain_id is not None and all(steps) and not self._not_me(row):
                found[row.pk] = Rating(int(steps[0]), int(steps[1]))
        return found

    def said(self) -> Said:
        """What was answered; only of a form without faults."""
        statuses = [value for value, _ in STATUSES]
        status = self.data.get("who", "")
        return Said(
            respondent_hash=self.ticket.respondent_hash,
            texts=self.texts,
            ratings=self.ratings,
            customer_status=status if status in statuses else CustomerStatus.UNKNOWN,
            may_quote=self._ticked("may_quote"),
            email=self._typed("email").lower() if self._ticked("may_contact") else "",
            came_from=self.came_from,
        )

    # What the template shows

    def blocks(self) -> list[Block]:
        return [self._block(question) for question in self.questions]

    def _block(self, question: SurveyQuestion) -> Block:
        name = _name(question)
        fault = self.faults.get(name, "")
        if question.pain_id is None:
            return Block(question, name, self._typed(name), fault)
        scales = tuple(
            Scale(
                f"{name}-{part}",
                self.words[part],
                self.words[f"{part}_low"],
                self.words[f"{part}_high"],
                self._step(question, part),
            )
            for part in ("matters", "solved")
        )
        return Block(question, name, "", fault, scales, self._not_me(question))

    def statuses(self) -> list[tuple[str, str, bool]]:
        """Value, words, chosen; none for people who left, for that is known of them."""
        if self.survey.kind == Survey.Kind.CHURN:
            return []
        given = self.data.get("who", "")
        return [(value, self.words[word], value == given) for value, word in STATUSES]

    @property
    def email(self) -> str:
        return self._typed("email")[: LONGEST_EMAIL + 50]

    @property
    def email_fault(self) -> str:
        return self.faults.get("email", "")

    @property
    def whole_fault(self) -> str:
        return self.faults.get("", "")

    @property
    def may_quote(self) -> bool:
        return self._ticked("may_quote")

    @property
    def may_contact(self) -> bool:
        return self._ticked("may_contact")

    @property
    def has_open_questions(self) -> bool:
        return any(row.pain_id is None for row in self.questions)

    def typed_texts(self) -> list[str]:
        """All words that came, for a page that can only give them back."""
        return [
            tidy(text)
            for name, text in self.data.items()
            if isinstance(text, str) and name.startswith("q") and "-" not in name and text.strip()
        ]


def _name(question: SurveyQuestion) -> str:
    return f"q{question.pk}"
