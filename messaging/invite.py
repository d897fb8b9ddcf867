"""Words to invite customers with: an e-mail, a text message, a line for a chat.  [pure]

Each link says by which way it was sent, so that one sees what brought people; merge tags are
written as the sending tool reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from messaging.ask_words import invite_words
from messaging.channels.merge_tags import (
    Dialect,
    dialects,
    in_dialect,
    with_fallbacks,
    with_longest,
)
from messaging.channels.sms import SmsCount, count_sms

WAYS = ("email", "sms", "chat")
NO_TOOL = "none"
NAME = "first_name"


@dataclass(frozen=True, slots=True)
class Invitation:
    """``count`` is of the SMS with the longest name we expect."""

    subject: str
    email: str
    sms: str
    chat: str
    count: SmsCount

    def as_text(self) -> str:
        """All of it in one file."""
        found = (self.subject, self.email, "---\nSMS", self.sms, "---\nChat", self.chat)
        return "\n\n".join(found) + "\n"


def tools() -> Mapping[str, str]:
    """Key -> name of each tool that knows a first name; first the one for none at all."""
    return {NO_TOOL: "No tool: without a name"} | {
        key: dialect.name for key, dialect in dialects().items() if NAME in dialect.fields
    }


def invitation(*, kind: str, language: str, address: str, brand: str, tool: str) -> Invitation:
    """``kind`` is a survey's, or "ask". ``tool`` is one of ``tools()``."""
    words = invite_words(kind, language)
    dialect = None if tool == NO_TOOL else dialects()[tool]

    def filled(text: str, way: str) -> str:
        # After the merge tags, so that a brand's name is never taken for one.
        return text.replace("{link}", f"{address}?from={way}").replace("{brand}", brand).strip()

    longest = words["sms"] if dialect else with_fallbacks(words["sms"])
    return Invitation(
        subject=_written(words["subject"], dialect),
        email=filled(_written(words["email"], dialect), "email"),
        sms=filled(_written(words["sms"], dialect), "sms"),
        chat=filled(with_fallbacks(words["chat"]), "chat"),
        count=count_sms(filled(with_longest(longest), "sms")),
    )


def _written(text: str, dialect: Dialect | None) -> str:
    return with_fallbacks(text) if dialect is None else in_dialect(text, dialect)
