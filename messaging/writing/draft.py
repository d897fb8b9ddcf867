"""What a writer offers: the copy, where every sentence of it is from, and how it was judged."""

from dataclasses import dataclass, replace
from typing import Any

from messaging.channels import Parts, texts_of
from messaging.writing.brief import Source


@dataclass(frozen=True, slots=True)
class Trace:
    """One sentence of one part and one of its sources; a sentence with two slots has two."""

    part: str
    sentence: str
    source: Source


@dataclass(frozen=True, slots=True)
class Draft:
    """``rejected`` is "gate: reason" where a gate holds it back, None where it is offered.

    ``score`` is None where the lens cannot read the language.
    ``opening`` is the move the copy begins with, "" where nothing of the framework is said.
    """

    parts: Parts
    framework: str
    stage: str
    channel: str
    score: float | None = 0.0
    trace: tuple[Trace, ...] = ()
    rejected: str | None = None
    opening: str = ""

    @property
    def text(self) -> str:
        """All the copy, a text a line."""
        return "\n".join(texts_of(self.parts))

    def scored(self, score: float | None) -> "Draft":
        return replace(self, score=score)

    def held_back(self, reason: str) -> "Draft":
        return replace(self, rejected=reason)

    def to_json(self) -> dict[str, Any]:
        """The draft as ``write_drafts`` prints it."""
        document: dict[str, Any] = {
            "parts": self.parts,
            "framework": self.framework,
            "stage": self.stage,
            "channel": self.channel,
            "score": self.score,
            "trace": [
                {"part": each.part, "sentence": each.sentence, "source": str(each.source)}
                for each in self.trace
            ],
        }
        if self.rejected is not None:
            document["rejected"] = self.rejected
        return document
