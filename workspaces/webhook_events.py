"""What a webhook can be told of. One list: the page, the checks and docs/engineer.md go by it.

Bodies carry ids and keys, never copy, quotes or names of people: whoever receives one fetches the
rest with a key, and what they may see is decided then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PING = "ping"
EXPERIMENT = {"id": 7, "key": "sundays-or-fridays"}


@dataclass(frozen=True, slots=True)
class EventKind:
    """``when`` ends the sentence "Tell me when …"; ``example`` is the ``data`` of a body."""

    name: str
    when: str
    example: Mapping[str, Any] = field(default_factory=dict)


EVENT_KINDS = {
    kind.name: kind
    for kind in (
        EventKind(
            "variant.approved",
            "a text is approved",
            {
                "variant": {"id": 31, "key": "sundays"},
                "message": 12,
                "placement": "pricing-hero",
            },
        ),
        EventKind(
            "variant.published",
            "a text goes live, by hand or because a test was decided",
            {
                "variant": {"id": 31, "key": "sundays"},
                "previous_variant": 28,
                "message": 12,
                "placement": "pricing-hero",
            },
        ),
        EventKind(
            "experiment.started", "a test starts", {"experiment": EXPERIMENT, "coverage": 1.0}
        ),
        EventKind(
            "experiment.verdict",
            "a test reaches a verdict",
            {
                "experiment": EXPERIMENT,
                "verdict": "winner",
                "arm": "sundays",
                "sentence": "“sundays” brings more sign-ups than “control”.",
            },
        ),
        EventKind(
            "experiment.broken",
            "visitors of a test were not split as planned",
            {
                "experiment": EXPERIMENT,
                "evidence": 412.7,
                "split": [
                    {"arm": "fridays", "visitors": 5210, "expected": 5000.0},
                    {"arm": "sundays", "visitors": 4790, "expected": 5000.0},
                ],
                "causes": ["since_day", "lost", "robots", "events"],
            },
        ),
        EventKind(
            "experiment.decided",
            "a test is decided and its winner shown to everybody",
            {"experiment": EXPERIMENT, "winner": {"id": 31, "key": "sundays"}},
        ),
        EventKind(
            "experiment.rolled_back",
            "a decision is taken back",
            {"experiment": EXPERIMENT, "live_variant": 28},
        ),
        EventKind(
            "import.applied",
            "an import of quotes, or a sheet of copy that came back, is taken in",
            {"import": 4, "rows": 212},
        ),
        EventKind(
            "copy.flagged",
            "texts repeat words that a customer took back",
            {
                "reason": "withdrawn",
                "number": 1,
                "variants": [{"id": 31, "key": "sundays", "is_live": True}],
            },
        ),
        EventKind(
            "themes.alert",
            "people at risk or gone begin to say something new",
            {"week": "2026-11-16", "pains": [12], "unattached": 0},
        ),
        EventKind(
            "review.answered",
            "a client has answered every text of a review",
            {"review": {"id": 3}, "approved": 12, "rejected": 8, "notes": 5},
        ),
        EventKind(
            "job.failed",
            "long work fails, such as an export",
            {"job": 88, "kind": "messaging.export_workbook", "error": "The disk is full."},
        ),
    )
}
CHOICES = [(kind.name, f"{kind.when[0].upper()}{kind.when[1:]}") for kind in EVENT_KINDS.values()]
