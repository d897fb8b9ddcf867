"""Examples of settings of delivery."""

from tests.guards.audit_table import Ask, Example

PAGES = [
    Example(
        "settings-copy-delivery",
        "created",
        "deliverysettings",
        lambda scene: Ask(data={"holdout": "5", "keep_events_days": "", "currency": "GBP"}),
    ),
]
