"""A plugin that keeps only the tests which a database or a cache can make a difference to.

For the second pass of ``make test``, on PostgreSQL and Redis: what opens no connection has
already said all it can on SQLite.
"""

import pytest

FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
MARKERS = ("django_db", "postgres", "redis", "fault", "once")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if needs_a_service(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def needs_a_service(item: pytest.Item) -> bool:
    """By fixture or by marker; ``make run`` without services is not what this pass is about."""
    if item.get_closest_marker("embedded"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & FIXTURES) or any(item.get_closest_marker(name) for name in MARKERS)
