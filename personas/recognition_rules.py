"""How visitors are recognised: keeping the rules of personas and moments.

Delivery compiles the rules, so each change of one is a new version of what is delivered.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from personas.mapping.recognition import ADDRESSES, Rule, fold
from personas.models import Persona, RecognitionRule, Transition
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record, remove_row
from workspaces.models import DeliveryVersion

MOST_RULES = 500
"""Of one workspace: more than this and nobody knows any more who is taken for whom."""
MOST_PARTIAL = 100
"""Of them "begins with" and "contains", which are tried one by one for every visitor."""


class RuleRefusedError(ValueError):
    """The rule cannot be kept; ``field`` says which part of it is the reason."""

    def __init__(self, message: str, field: str = "value", code: str = "invalid") -> None:
        super().__init__(message)
        self.message, self.field, self.code = message, field, code


@dataclass(frozen=True, slots=True)
class RuleNote:
    """Something about rules that a person should know; ``rules`` are those it is about."""

    text: str
    rules: tuple[int, ...]


def rules_of(workspace_id: int) -> list[Rule]:
    """Every rule of a workspace, as the recogniser takes them. One query."""
    rows = RecognitionRule.objects.filter(workspace_id=workspace_id)
    return [
        Rule(*values)
        for values in rows.values_list(
            "pk", "kind", "match", "value", "persona__key", "transition_id"
        )
    ]


def create_rule(*, access: Access, rule: RecognitionRule) -> RecognitionRule:
    """Keep a new rule. RuleRefusedError if it is empty, there already, or one too many."""
    access.require(EDIT)
    rule.workspace = access.workspace
    rule.value = rule.value.strip()
    with one_record(access=access, action="created", target=rule):
        _check(access, rule)
        create_row(access=access, instance=rule)
        DeliveryVersion.objects.bump(access.workspace.pk)
    return rule


def change_rule(*, access: Access, rule: RecognitionRule, changes: Mapping[str, Any]) -> bool:
    """Change a rule; the same is refused as for a new one."""
    access.require(EDIT)
    for name, value in changes.items():
        setattr(rule, name, value.strip() if isinstance(value, str) else value)
    told = {name: getattr(rule, name) for name in changes}
    with one_record(access=access, action="changed", target=rule):
        _check(access, rule)
        changed = change_row(access=access, instance=rule, changes=told)
        if changed:
            DeliveryVersion.objects.bump(access.workspace.pk)
    return changed


def remove_rule(*, access: Access, rule: RecognitionRule) -> None:
    access.require(EDIT)
    with one_record(access=access, action="removed", target=rule):
        number = rule.pk
        remove_row(access=access, instance=rule)
        rule.pk = number  # by which the record is known
        DeliveryVersion.objects.bump(access.workspace.pk)


def contradictions(*, access: Access) -> tuple[RuleNote, ...]:
    """Rules that say of the very same sign that it is two personas, or two moments."""
    rows = (
        RecognitionRule.objects.for_workspace(access.workspace)
        .select_related("persona", "transition__from_stage", "transition__to_stage")
        .order_by("id")
    )
    same: dict[tuple[str, str, str, bool], list[RecognitionRule]] = defaultdict(list)
    for row in rows:
        text = fold(row.kind, row.value)
        same[row.kind, row.match, text, row.persona_id is not None].append(row)
    return tuple(_note(group) for group in same.values() if len(group) > 1)


def _note(group: Sequence[RecognitionRule]) -> RuleNote:
    first = group[0]
    named = [f"“{_name(row)}”" for row in group]
    text = (
        f"{first.kind} {first.get_match_display()} “{first.value}” says {', '.join(named[:-1])} "
        f"and {named[-1]}. The oldest rule decides, so it says {named[0]}."
    )
    return RuleNote(text, tuple(row.pk for row in group))


def _name(rule: RecognitionRule) -> str:
    of: Persona | Transition | None = rule.persona or rule.transition
    return of.event if isinstance(of, Transition) else str(of)


def _check(access: Access, rule: RecognitionRule) -> None:
    if (rule.persona_id is None) == (rule.transition_id is None):
        raise RuleRefusedError("A rule is about one persona or about one moment.", "persona")
    text = fold(rule.kind, rule.value)
    if not text or (rule.kind in ADDRESSES and rule.match != "equals" and text == "/"):
        raise RuleRefusedError("Say what the visit carries. This would fit every visit.")
    rows = list(
        RecognitionRule.objects.for_workspace(access.workspace)
        .select_for_update()
        .exclude(pk=rule.pk)
    )
    for row in rows:
        if (
            (row.kind, row.match, fold(row.kind, row.value)) == (rule.kind, rule.match, text)
            and row.persona_id == rule.persona_id
            and row.transition_id == rule.transition_id
        ):
            raise RuleRefusedError("This rule is there already.", code="already_there")
    if len(rows) >= MOST_RULES:
        raise RuleRefusedError(f"There are {MOST_RULES} rules; remove some first.", code="too_many")
    partial = sum(row.match != RecognitionRule.Match.EQUALS for row in rows)
    if rule.match != RecognitionRule.Match.EQUALS and partial >= MOST_PARTIAL:
        raise RuleRefusedError(
            f"There are {MOST_PARTIAL} rules with “contains” and “begins with”, which cost time "
            "for every visitor. Say “is” where you can.",
            "match",
            "too_many",
        )
