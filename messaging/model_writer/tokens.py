"""How many tokens a text takes and what they cost, for before the call and where nobody counts."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import ceil

from messaging.channels import Channel
from messaging.model_writer.constants import (
    CHARACTERS_A_TOKEN,
    LEAST_ANSWER_TOKENS,
    MOST_ANSWER_TOKENS,
)

MILLION = Decimal(1_000_000)
A_MESSAGE = 6
"""Tokens that a message takes for itself."""
OPEN_PART = 500
"""Characters to reckon with where a part has no limit."""
AROUND_A_TEXT = 60
"""Characters of JSON around one text: keys, sources."""


def estimate_tokens(text: str) -> int:
    """At least as many tokens as ``text`` will take, for text in an alphabet; other scripts take
    about one a character."""
    plain = sum(character.isascii() for character in text)
    return ceil(plain / CHARACTERS_A_TOKEN) + (len(text) - plain)


def estimate_messages(messages: Iterable[Mapping[str, str]]) -> int:
    return sum(estimate_tokens(each["content"]) + A_MESSAGE for each in messages)


def expected_tokens(channel: Channel) -> int:
    """Tokens an ordinary answer for ``channel`` takes."""
    characters = 0
    for part in channel.parts:
        longest = min(part.truncation or part.hard or OPEN_PART, 2 * OPEN_PART)
        characters += (longest + AROUND_A_TEXT) * part.maximum
    return ceil(characters / CHARACTERS_A_TOKEN)


def most_tokens(channel: Channel) -> int:
    """The most an answer may take: twice the ordinary, and room to think for a model that does."""
    wanted = 2 * expected_tokens(channel) + LEAST_ANSWER_TOKENS
    return min(MOST_ANSWER_TOKENS, wanted)


def cost_of(tokens_in: int, tokens_out: int, price_in: Decimal, price_out: Decimal) -> Decimal:
    """In the provider's money; prices are for a million tokens."""
    exact = (tokens_in * price_in + tokens_out * price_out) / MILLION
    return exact.quantize(Decimal("0.000001"))
