"""What the public page of a survey says, in each language there is a file for.  [pure]"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "survey_texts"
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class FirstQuestion:
    """A question a new survey begins with."""

    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class FirstTexts:
    """What a new survey of one kind says until somebody changes it."""

    title: str
    intro: str
    thanks: str
    questions: tuple[FirstQuestion, ...]


@cache
def languages() -> Mapping[str, str]:
    """Code of a language -> its own name, English first."""
    codes = sorted(path.stem for path in FOLDER.glob("*.toml"))
    codes.sort(key=lambda code: code != DEFAULT_LANGUAGE)
    return {code: page_words(code)["name"] for code in codes}


def nearest_language(code: str) -> str:
    """The language there are texts for that is nearest to ``code``: "de" for "de-AT"."""
    base = code.replace("_", "-").partition("-")[0].lower()
    return base if base in languages() else DEFAULT_LANGUAGE


@cache
def page_words(language: str) -> Mapping[str, str]:
    """Name -> text of the public page. ``language`` is one of ``languages()``."""
    return dict(_read(language)["page"])


@cache
def share_words(language: str) -> Mapping[str, str]:
    """Texts to send the link with; ``{link}`` and ``{brand}`` stand in them."""
    return dict(_read(language)["share"])


@cache
def first_texts(kind: str, language: str) -> FirstTexts:
    """What a new survey of this kind says in a language of ``languages()``."""
    said = _read(language)[kind]
    questions = tuple(FirstQuestion(each["text"], each["hint"]) for each in said["questions"])
    return FirstTexts(said["title"], said["intro"], said["thanks"], questions)


@cache
def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
