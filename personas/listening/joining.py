"""What belongs together: a title and its text, an answer and its question."""

import hashlib

from personas.listening.normalise import normal_form

LONGEST_ID = 120
ENDS = ".!?…:;"


def with_title(title: str, text: str) -> str:
    """The text with its title before it, where the title says something else."""
    said = normal_form(title)
    if not said or normal_form(text).startswith(said.rstrip(".!?…: ")):
        return text
    title = title.strip()
    return f"{title} {text}" if title[-1] in ENDS else f"{title}. {text}"


def answer_id(external_id: str, question: str) -> str:
    """The id of one answer of a filled-in survey; empty where the survey gave none."""
    if not external_id:
        return ""
    digest = hashlib.blake2b(normal_form(question).encode(), digest_size=4).hexdigest()
    return f"{external_id[: LONGEST_ID - len(digest) - 1]}#{digest}"
