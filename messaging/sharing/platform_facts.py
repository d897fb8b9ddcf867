"""What we hold to be true of the platforms' files, with source and day.  [pure]"""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def facts_of(name: str) -> dict[str, Any]:
    """The facts kept as ``data/<name>.json``."""
    loaded: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def all_facts() -> dict[str, dict[str, Any]]:
    """Every facts file by its name."""
    return {path.stem: facts_of(path.stem) for path in sorted(DATA.glob("*.json"))}
