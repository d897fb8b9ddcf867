"""The word lists of the grammar, kept as data in ``words.toml``."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def _lists() -> dict[str, str]:
    lists: dict[str, str] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return lists


@cache
def words(name: str) -> frozenset[str]:
    """The list called ``name``; KeyError if there is none."""
    return frozenset(_lists()[name].split())
