"""Every variable that is read is documented, and every documented one is read."""

import re
from pathlib import Path

from config import env

ROOT = Path(__file__).resolve().parents[2]
ONLY_ELSEWHERE = {"DATABASE_POOL_SIZE"}
"""Read only with DATABASE_URL set to PostgreSQL; the test below sees that the code names them."""


def documented() -> set[str]:
    """The first cell of every row of the tables in docs/configuration.md."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, flags=re.MULTILINE))


def test_what_is_read_is_documented() -> None:
    assert len(env.VARIABLES) > 15
    assert env.VARIABLES - documented() == set()


def test_what_is_documented_is_read() -> None:
    assert documented() - env.VARIABLES - ONLY_ELSEWHERE == set()
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    for name in ONLY_ELSEWHERE:
        assert f'"{name}"' in settings


def test_nobody_reads_the_environment_past_the_readers() -> None:
    """Settings come through config/env.py, where they are typed, checked and listed."""
    allowed = {"config/env.py", "config/celery.py", "config/wsgi.py"}
    readers = {
        str(path.relative_to(ROOT))
        for app in ("config", "experiments", "home", "messaging", "personas", "workspaces")
        for path in (ROOT / app).rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8")
    }
    assert readers - allowed == set()
