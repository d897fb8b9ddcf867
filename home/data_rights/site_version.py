"""Which Cuppa this is, as exports say it."""

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def site_version() -> str:
    """As in pyproject.toml, or "unknown" where that did not come along."""
    try:
        text = (Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(text)["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "unknown"
