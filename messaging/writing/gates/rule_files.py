"""Channel policies and regulated packs, read from their files.

A file has a ``name``, where its rules are from (``source``), when that was looked at
(``checked_on``) and a ``summary``; a policy names its ``channels``. A rule has a ``key``, a
``reason``, a ``suggestion`` and ``patterns``: regular expressions for texts in small letters with
straight quotes, in which ``{name}`` stands for a list of the file. ``docs/how-to/add-a-policy.md``
tells the rest.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from messaging.writing.gates.held import Level

FOLDER = Path(__file__).parent
KINDS = ("pattern", "missing", "sender", "capitals", "emoji", "phone", "repeated_word")


class RuleFileError(ValueError):
    """A file of rules does not say what it must."""


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """``needs`` is what a text must hold for the rule to have anything to look for, ``marks`` are
    characters of which it must hold one; without them every text is looked through. ``unless``
    makes the rule silent where the copy holds it, ``backed`` where the brief holds the very words.
    ``parts`` are those it is for; empty: all."""

    key: str
    reason: str
    suggestion: str
    patterns: tuple[re.Pattern[str], ...] = ()
    kind: str = "pattern"
    level: Level = "breach"
    parts: frozenset[str] = frozenset()
    needs: re.Pattern[str] | None = None
    marks: str = ""
    unless: re.Pattern[str] | None = None
    backed: bool = False


@dataclass(frozen=True, slots=True, eq=False)  # asked about by the thousand: the same or another
class RuleBook:
    """A policy of a channel, or a pack for a regulated trade."""

    key: str
    name: str
    source: str
    checked_on: date
    summary: str
    rules: tuple[PolicyRule, ...]
    channels: frozenset[str] = frozenset()


@cache
def policies() -> Mapping[str, RuleBook]:
    """The policies of channels, by key."""
    return _folder("policies")


@cache
def packs() -> Mapping[str, RuleBook]:
    """The regulated packs, by key."""
    return _folder("packs")


@cache
def policies_for(channel: str) -> tuple[RuleBook, ...]:
    """Those that hold for the channel of this key."""
    return tuple(book for book in policies().values() if channel in book.channels)


def _folder(name: str) -> dict[str, RuleBook]:
    documents = {
        path.stem: tomllib.loads(path.read_text("utf-8"))
        for path in sorted((FOLDER / name).glob("*.toml"))
    }
    return {key: read_book(key, document, documents) for key, document in documents.items()}


def read_book(
    key: str, document: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]] | None = None
) -> RuleBook:
    """One file; ``also`` takes over the rules of another but those to ``skip``. RuleFileError
    where something is missing or no pattern."""
    for needed in ("name", "source", "checked_on", "summary"):
        if not document.get(needed):
            raise RuleFileError(f"{key}: {needed} is missing.")
    lists = {name: "|".join(values) for name, values in document.get("lists", {}).items()}
    rules = [_rule(key, row, lists) for row in document.get("rule", ())]
    also = document.get("also")
    if also:
        base = read_book(also, (others or {})[also], others)
        skipped = {*document.get("skip", ()), *(rule.key for rule in rules)}
        who = str(document.get("who", document["name"]))
        rules += [
            replace(rule, reason=rule.reason.replace(base.name.split()[0], who))
            for rule in base.rules
            if rule.key not in skipped
        ]
    return RuleBook(
        key,
        document["name"],
        document["source"],
        document["checked_on"],
        document["summary"],
        tuple(rules),
        frozenset(document.get("channels", ())),
    )


def _rule(book: str, row: Mapping[str, Any], lists: Mapping[str, str]) -> PolicyRule:
    try:
        kind = str(row.get("kind", "pattern"))
        patterns = tuple(_compiled(each, lists) for each in row.get("patterns", ()))
        if kind not in KINDS or (not patterns and kind in ("pattern", "missing")):
            raise RuleFileError(f"{book}: {row['key']} needs patterns, or one of {KINDS[2:]}.")
        unless = row.get("unless")
        needed = row.get("needs")
        return PolicyRule(
            key=row["key"],
            reason=row["reason"],
            suggestion=row["suggestion"],
            patterns=patterns,
            kind=kind,
            level="note" if row.get("level") == "note" else "breach",
            parts=frozenset(row.get("parts", ())),
            needs=_compiled(rf"\b(?:{lists[needed]})\b", lists) if needed else None,
            marks=row.get("marks", ""),
            unless=_compiled(unless, lists) if unless else None,
            backed=bool(row.get("backed", False)),
        )
    except (KeyError, re.error) as error:
        raise RuleFileError(f"{book}: {row.get('key', 'a rule')}: {error}") from error


def _compiled(pattern: str, lists: Mapping[str, str]) -> re.Pattern[str]:
    for name, values in lists.items():
        pattern = pattern.replace("{" + name + "}", values)
    return re.compile(pattern, re.MULTILINE)
