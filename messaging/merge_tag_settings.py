"""How the workspace's tools name the fields behind merge tags, and how long values get."""

import re
from collections.abc import Mapping

from django.db import transaction

from messaging.channels.merge_tags import dialects, longest_values
from messaging.channels_here import forget
from messaging.models import MergeTags
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row

TOKEN_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
FIELD_NAME = re.compile(r"[A-Za-z_.][\w.\- ]{0,79}", re.ASCII)
LONGEST_VALUE = 120
MOST_TOKENS = 30


class MergeTagsError(ValueError):
    """What was said does not fit; ``faults`` maps the place (``longest.first_name``,
    ``fields.mailchimp.first_name``, ``dialect``) to a sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = dict(faults)


def merge_tags_of(access: Access) -> MergeTags | None:
    """What this workspace says of its merge tags; None while it says nothing."""
    found: MergeTags | None = MergeTags.objects.for_workspace(access.workspace).first()
    return found


def set_merge_tags(
    *,
    access: Access,
    dialect: str,
    fields: Mapping[str, Mapping[str, str]],
    longest: Mapping[str, str],
) -> MergeTags:
    """Set the usual dialect, the names of fields and the longest values, all at once.

    Only what differs from what everybody has is kept. MergeTagsError with every fault.
    """
    access.require(EDIT)
    faults: dict[str, str] = {}
    if dialect and dialect not in dialects():
        faults["dialect"] = f"There is no “{dialect}”; there are {', '.join(dialects())}."
    kept_longest = _longest(longest, faults)
    kept_fields = _fields(fields, faults)
    named = {token for names in kept_fields.values() for token in names}
    if len(named | set(kept_longest)) > MOST_TOKENS:
        faults["longest"] = f"At most {MOST_TOKENS} merge tags, please."
    if faults:
        raise MergeTagsError(faults)
    values = {"dialect": dialect, "fields": kept_fields, "longest": kept_longest}
    with transaction.atomic():
        row = merge_tags_of(access)
        if row is None:
            if not any(values.values()):
                return MergeTags(workspace=access.workspace)
            row = MergeTags(**values)
            create_row(access=access, instance=row)
        else:
            change_row(access=access, instance=row, changes=values)
    forget(access.workspace)
    return row


def _longest(longest: Mapping[str, str], faults: dict[str, str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for token, value in longest.items():
        place = f"longest.{token}"
        if not TOKEN_NAME.fullmatch(token):
            faults[place] = f"“{token}”: small letters, digits and underscores, a letter first."
        elif len(value) > LONGEST_VALUE or any(sign in value for sign in "{}|\n"):
            faults[place] = f"At most {LONGEST_VALUE} characters, without {{, }} or |."
        elif value.strip() != longest_values().get(token):
            kept[token] = value.strip()
    return kept


def _fields(
    fields: Mapping[str, Mapping[str, str]], faults: dict[str, str]
) -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = {}
    for key, names in fields.items():
        if key not in dialects():
            faults[f"fields.{key}"] = f"There is no “{key}”; there are {', '.join(dialects())}."
            continue
        for token, given in names.items():
            name = given.strip()
            place = f"fields.{key}.{token}"
            if not TOKEN_NAME.fullmatch(token):
                faults[place] = f"“{token}”: small letters, digits and underscores."
            elif name and not FIELD_NAME.fullmatch(name):
                faults[place] = "Letters, digits, dots, dashes and underscores, as the tool has it."
            elif name and name != dialects()[key].fields.get(token):
                kept.setdefault(key, {})[token] = name
    return kept
