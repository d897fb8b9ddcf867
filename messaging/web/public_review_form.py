"""What a client typed about one text, and what is wrong with it. Nothing typed is ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from messaging.models import ReviewItem
from messaging.review_answering import LONGEST_NAME, LONGEST_NOTE, LONGEST_REASON, Answer
from messaging.review_lines import Line, Reworded
from messaging.review_reading import ShownItem
from personas.answer_survey import tidy

Verdict = ReviewItem.Verdict
VERDICTS = (
    (Verdict.APPROVED.value, "Yes, use it"),
    (Verdict.REJECTED.value, "No, not like this"),
)
WHOLE = ""
MOST_SHOWN = LONGEST_NOTE + 500
"""Of a text that is too long, so much comes back: what it takes to shorten it."""


def one_line(text: str) -> str:
    return " ".join(tidy(text).split())


@dataclass(frozen=True, slots=True)
class LineField:
    """A line of ours to reword. ``rows`` is how high its box is."""

    line: Line
    name: str
    value: str
    fault: str
    rows: int


class AnswerForm:
    """``data`` is None where the page is opened; then the reader's own verdict is ticked, if the
    one that counts is theirs. Somebody else's is not theirs to say again unasked."""

    def __init__(self, shown: ShownItem, name: str, *, data: QueryDict | None = None) -> None:
        self.shown, self.sent = shown, data is not None
        self.data = data if data is not None else QueryDict()
        self.is_own = shown.item.decided_by == name

    @property
    def verdict(self) -> str:
        kept = self.shown.item.verdict if self.is_own else ""
        given = self.data.get("verdict", "") if self.sent else kept
        return given if given in dict(VERDICTS) else ""

    @property
    def verdicts(self) -> list[tuple[str, str, bool]]:
        return [(value, words, value == self.verdict) for value, words in VERDICTS]

    @property
    def reason(self) -> str:
        kept = self.shown.item.reason if self.is_own and not self.sent else ""
        return tidy(self.data.get("reason", kept))[:MOST_SHOWN]

    @property
    def comment(self) -> str:
        return tidy(self.data.get("comment", ""))[:MOST_SHOWN]

    @property
    def about(self) -> str:
        given = self.data.get("about", WHOLE)
        return given if any(given == line.key for line in self.shown.lines) else WHOLE

    @property
    def lines(self) -> list[LineField]:
        return [self._line(line) for line in self.shown.lines]

    def _line(self, line: Line) -> LineField:
        name = f"line-{line.key}"
        value = self._typed(line)
        rows = min(12, max(1, len(value) // 40 + 1) + value.count("\n"))
        return LineField(line, name, value, self.faults.get(name, ""), rows)

    def _typed(self, line: Line) -> str:
        given = self.data.get(f"line-{line.key}")
        if given is None:
            return line.text
        return (tidy(given) if line.multiline else one_line(given))[:MOST_SHOWN]

    @property
    def is_reworded(self) -> bool:
        return any(self._is_new(line) for line in self.shown.lines)

    def _is_new(self, line: Line) -> bool:
        """Whether it says something else; browsers send line ends of their own."""
        return self._typed(line).split() != line.text.split()

    @cached_property
    def faults(self) -> Mapping[str, str]:
        """Name of a field -> what is wrong with it; under the empty name what is with the whole."""
        if not self.sent:
            return {}
        found: dict[str, str] = {}
        for line in self.shown.lines:
            text = self._typed(line)
            if not text:
                found[f"line-{line.key}"] = (
                    "A line cannot be empty. If it should go, write so in a comment."
                )
            elif len(text) > LONGEST_NOTE:
                found[f"line-{line.key}"] = f"At most {LONGEST_NOTE:,} letters."
        if len(self.comment) > LONGEST_NOTE:
            found["comment"] = f"At most {LONGEST_NOTE:,} letters."
        if len(self.reason) > LONGEST_REASON:
            found["reason"] = f"At most {LONGEST_REASON} letters; the comment takes more."
        elif self.verdict == Verdict.REJECTED and not self.reason:
            found["reason"] = "Say in a few words what is wrong, so that the next one is better."
        if not found and not self.answer().says_something:
            found[""] = "Choose yes or no, write a comment, or reword a line."
        return found

    @property
    def whole_fault(self) -> str:
        return self.faults.get("", "")

    @property
    def reason_fault(self) -> str:
        return self.faults.get("reason", "")

    @property
    def comment_fault(self) -> str:
        return self.faults.get("comment", "")

    def answer(self) -> Answer:
        """What was said; only of a form without faults."""
        about = next((line for line in self.shown.lines if line.key == self.about), None)
        return Answer(
            verdict=self.verdict,
            reason=" ".join(self.reason.split()) if self.verdict == Verdict.REJECTED else "",
            comment=self.comment,
            place=about.place if about else "",
            index=about.index if about else None,
            wordings=[
                Reworded(line.place, line.index, line.text, self._typed(line))
                for line in self.shown.lines
                if self._is_new(line)
            ],
        )

    def typed_texts(self) -> list[str]:
        """All words that came, for a page that can only give them back."""
        return typed_texts(self.data)


def typed_texts(data: QueryDict) -> list[str]:
    """The words in a form, whichever text it was of."""
    named = ("comment", "reason")
    return [
        tidy(text)[:MOST_SHOWN]
        for name, text in data.items()
        if isinstance(text, str) and text.strip() and (name in named or name.startswith("line-"))
    ]


class EnterForm:
    """Who reads, and the password where there is one. The password never comes back."""

    def __init__(self, *, has_password: bool, data: QueryDict | None = None) -> None:
        self.has_password, self.sent = has_password, data is not None
        self.data = data if data is not None else QueryDict()

    @property
    def name(self) -> str:
        return one_line(self.data.get("name", ""))[: LONGEST_NAME + 50]

    @property
    def password(self) -> str:
        return str(self.data.get("password", ""))[:500]

    @property
    def name_fault(self) -> str:
        if not self.sent:
            return ""
        if not self.name:
            return "Say who you are, so that they know whose words these are."
        return f"At most {LONGEST_NAME} letters." if len(self.name) > LONGEST_NAME else ""
