"""Whether copy can be written in the language of a brief at all, and if not, why not.

Broken German is worse than none: the writer speaks a language only with its own turnings and
phrases, and only of a pain that is told in it.
"""

from functools import cache

from messaging.writing.brief import Brief
from messaging.writing.frameworks import Framework, frameworks
from messaging.writing.languages import LANGUAGES, language_of
from messaging.writing.phrases import FOLDER
from personas.grammar.languages import base_code, name_of, same_language


@cache
def frameworks_in(code: str) -> frozenset[str]:
    """The frameworks every move of which has phrases in the language of ``code``."""
    if language_of(code) is None:
        return frozenset()
    there = {path.stem for path in (FOLDER / base_code(code)).glob("*.toml")}
    return frozenset(
        key
        for key, framework in frameworks().items()
        if all(there.issuperset(moves) for moves in framework.moves.values())
    )


def why_not_written(brief: Brief, framework: str = "") -> str:
    """Why the phrase writer writes nothing in the brief's language; empty where it can."""
    language = name_of(brief.language)
    if language_of(brief.language) is None:
        spoken = " and ".join(each.name for each in LANGUAGES.values())
        return (
            f"The phrase writer cannot write {language} yet: it speaks {spoken}."
            " Write this text by hand, or translate one that is there."
        )
    told = brief.pain
    if told.title and not same_language(brief.language, told.language):
        return (
            f"The pain is told in {name_of(told.language)}, and this text is {language}."
            f" Tell the pain in {language} to write {language}."
        )
    if framework and framework in frameworks() and framework not in frameworks_in(brief.language):
        return f"“{frameworks()[framework].name}” {_only(brief)}"
    return ""


def not_yet(brief: Brief) -> str:
    """Which frameworks there are where the language has only some; empty where it has all."""
    if why_not_written(brief) or len(frameworks_in(brief.language)) == len(frameworks()):
        return ""
    return f"Every other framework {_only(brief)}"


def _only(brief: Brief) -> str:
    known = [
        each.name for key, each in frameworks().items() if key in frameworks_in(brief.language)
    ]
    language = name_of(brief.language)
    return f"is not there in {language} yet; in {language} there are: {'; '.join(known)}."


def is_written(framework: Framework, brief: Brief) -> bool:
    """Whether ``framework`` can be written in the brief's language."""
    return not why_not_written(brief) and framework.key in frameworks_in(brief.language)
