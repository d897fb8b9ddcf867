"""Delivery in tests: every test starts with a process that has delivered nothing yet."""

import pytest

from experiments.delivery import registry as registry_module
from experiments.delivery.registry import registry


@pytest.fixture(autouse=True)
def _fresh_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poll on every request, so that tests need not wait half a second for a change."""
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 0.0)
    registry.forget()
