"""How to ask an endpoint: they speak one protocol, and each leaves something of it out.

Pure. We begin with all we want and take back what an endpoint says it does not know. What was
taken back is checked by us anyway, so nothing is lost but tries.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

from messaging.model_writer.schema import without_lengths

Shape = Literal["schema", "schema without lengths", "object", "text"]
SHAPES: tuple[Shape, ...] = ("schema", "schema without lengths", "object", "text")


@dataclass(frozen=True, slots=True)
class Manner:
    shape: Shape = "schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True


def body_of(
    manner: Manner, *, model: str, messages: list[dict[str, str]], schema: Any, most_out: int
) -> dict[str, Any]:
    """The request's body."""
    body: dict[str, Any] = {"model": model, "messages": messages, manner.limit: most_out}
    if manner.temperature:
        body["temperature"] = 0.8
    if manner.shape in ("schema", "schema without lengths"):
        asked = schema if manner.shape == "schema" else without_lengths(schema)
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "copy", "strict": True, "schema": asked},
        }
    elif manner.shape == "object":
        body["response_format"] = {"type": "json_object"}
    return body


def gentler(manner: Manner, refusal: str) -> Manner | None:
    """How to ask after an endpoint refused a request as malformed; None if nothing is left.

    ``refusal`` is what it said: it often names what it does not know.
    """
    said = refusal.lower()
    if manner.limit == "max_tokens" and "max_tokens" in said:
        return replace(manner, limit="max_completion_tokens")
    if manner.temperature and "temperature" in said:
        return replace(manner, temperature=False)
    place = SHAPES.index(manner.shape)
    return replace(manner, shape=SHAPES[place + 1]) if place + 1 < len(SHAPES) else None
