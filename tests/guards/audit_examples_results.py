"""Worked examples for what can be taken away from a test."""

from tests.guards.audit_table import Ask, Example

PAGES = [
    Example("test-workbook", "queued", "job", lambda scene: Ask(scene.started()), again=1),
]
