"""Banned and preferred words and packs, one at a time, checked against each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from messaging.models import Voice
from messaging.writing.gates import term_pattern
from messaging.writing.gates.rule_files import packs
from personas.models import Persona
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row

LONGEST_TERM = 80


def faults_of(banned: Sequence[str], preferred: Mapping[str, str]) -> list[str]:
    """What cannot be true at once: each as a sentence with what to do."""
    never = {_key(word) for word in banned}
    avoided = {_key(avoid) for avoid in preferred}
    faults = []
    for avoid, use in preferred.items():
        if _key(use) in never:
            faults.append(
                f"“{use}” stands among the words you never say, and “{avoid}” would become it. "
                "Take it from one of the two."
            )
        elif _key(avoid) == _key(use):
            faults.append(f"“{avoid}” would become itself.")
        elif _key(use) in avoided:
            faults.append(f"“{avoid}” would become “{use}”, which itself becomes another word.")
    return faults


def add_banned(*, access: Access, word: str) -> Voice:
    """Never say ``word``. ValidationError by field where it cannot be."""
    word = _term(word, "word")

    def change(voice: Voice) -> dict[str, Any]:
        if _key(word) in map(_key, voice.banned_words):
            raise ValidationError({"word": f"“{word}” is there already."})
        banned = [*voice.banned_words, word]
        _must_fit(banned, voice.preferred_terms, "word")
        return {"banned_words": banned}

    return _change(access, change)


def remove_banned(*, access: Access, word: str) -> Voice:
    return _change(
        access,
        lambda voice: {"banned_words": [each for each in voice.banned_words if each != word]},
    )


def add_preferred(*, access: Access, avoid: str, use: str) -> Voice:
    """Say ``use`` where ``avoid`` stood. ValidationError by field where it cannot be."""
    avoid, use = _term(avoid, "avoid"), _term(use, "use")

    def change(voice: Voice) -> dict[str, Any]:
        known = {_key(each): said for each, said in voice.preferred_terms.items()}
        if _key(avoid) in known:
            said = known[_key(avoid)]
            raise ValidationError({"avoid": f"For “{avoid}” you say “{said}” already."})
        terms = voice.preferred_terms | {avoid: use}
        _must_fit(voice.banned_words, terms, "use")
        return {"preferred_terms": terms}

    return _change(access, change)


def remove_preferred(*, access: Access, avoid: str) -> Voice:
    return _change(
        access,
        lambda voice: {
            "preferred_terms": {
                each: use for each, use in voice.preferred_terms.items() if each != avoid
            }
        },
    )


def switch_packs(*, access: Access, wanted: Iterable[str]) -> Voice:
    """Have exactly these packs hold. ValidationError for one there is not."""
    keys = sorted(set(wanted))
    unknown = [key for key in keys if key not in packs()]
    if unknown:
        raise ValidationError({"packs": f"There is no pack “{unknown[0]}”."})
    return _change(access, lambda voice: {"packs": keys})


def said_by_personas(access: Access, words: Iterable[str]) -> dict[str, list[str]]:
    """Word -> the personas in whose vocabulary it stands. A banned word weighs more than their
    vocabulary, so whoever bans it should know. One query."""
    words = list(words)
    if not words:
        return {}
    rows = Persona.objects.for_workspace(access.workspace).filter(archived_at=None)
    own = list(rows.values_list("name", "vocabulary"))
    found = {}
    for word in words:
        pattern = term_pattern(word)
        names = [name for name, said in own if any(pattern.search(each) for each in said)]
        if names:
            found[word] = names
    return found


def _change(access: Access, change: Callable[[Voice], dict[str, Any]]) -> Voice:
    """Change the voice as it is at this moment, so that nobody's word is lost."""
    access.require(EDIT)
    with transaction.atomic():
        rows = Voice.objects.for_workspace(access.workspace)
        voice: Voice | None = rows.select_for_update().first()
        if voice is None:
            voice = Voice()
            for name, value in change(voice).items():
                setattr(voice, name, value)
            create_row(access=access, instance=voice)
        else:
            change_row(access=access, instance=voice, changes=change(voice))
    return voice


def _must_fit(banned: Sequence[str], preferred: Mapping[str, str], field: str) -> None:
    faults = faults_of(banned, preferred)
    if faults:
        raise ValidationError({field: faults[0]})


def _term(text: str, field: str) -> str:
    term = " ".join(text.split())
    if not term:
        raise ValidationError({field: "Type a word, or a few."})
    if len(term) > LONGEST_TERM:
        raise ValidationError({field: f"At most {LONGEST_TERM} characters."})
    if not any(letter.isalnum() for letter in term):
        raise ValidationError({field: f"“{term}” holds no letter to look for."})
    return term


def _key(term: str) -> str:
    return " ".join(term.casefold().replace("-", " ").split())
