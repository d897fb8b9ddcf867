"""What a page on which people choose between texts says, and how they are invited.  [pure]

In the languages the public pages of surveys have (personas/survey_words.py).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "ask_texts"


@cache
def ask_words(language: str) -> Mapping[str, str]:
    """Name -> text of the public page. ``language`` is one of ``survey_words.languages()``."""
    return dict(_read(language)["page"])


@cache
def invite_words(kind: str, language: str) -> Mapping[str, str]:
    """Subject, e-mail, SMS and chat line for a survey's kind or "ask"; ``{link}`` and ``{brand}``
    stand in them, and neutral merge tags."""
    return dict(_read(language)["invite"][kind])


@cache
def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
