"""Examples of keeping the notes of a talk with a customer."""

from tests.guards.audit_table import Ask, Example

NOTES = {"kind": "interview", "customer_status": "customer", "said_hard": "I lost my Sunday."}
PAGES = [
    Example(
        "listen-interviews",
        "interview kept",
        "evidenceimport",
        lambda scene: Ask(data=NOTES),
    )
]
