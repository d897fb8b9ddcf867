"""Rules are checked when they are kept, and each change of one is a new version."""

from typing import Any

import pytest

from personas import recognition_rules as module
from personas.models import RecognitionRule
from personas.recognition_rules import (
    RuleRefusedError,
    change_rule,
    contradictions,
    create_rule,
    remove_rule,
    rules_of,
)
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord, DeliveryVersion


def rule(cast: Cast, **fields: Any) -> RecognitionRule:
    if "transition" not in fields:
        fields.setdefault("persona", make.make_persona(cast.workspace))
    values = {"kind": "utm_source", "match": "equals", "value": "news"} | fields
    return create_rule(access=cast.access, rule=RecognitionRule(**values))


def version(cast: Cast) -> int:
    found = DeliveryVersion.objects.filter(workspace=cast.workspace).first()
    return found.version if found else 0


def test_it_works(cast: Cast) -> None:
    versions = [version(cast)]
    row = rule(cast, value="  news ")
    versions.append(version(cast))
    assert [(each.value, each.moment) for each in rules_of(cast.workspace.pk)] == [("news", None)]
    assert change_rule(access=cast.access, rule=row, changes={"value": "letter"})
    versions.append(version(cast))
    assert not change_rule(access=cast.access, rule=row, changes={"value": "letter"})
    remove_rule(access=cast.access, rule=row)
    versions.append(version(cast))
    assert len(set(versions)) == 4
    told = AuditRecord.objects.filter(target_type="recognitionrule").order_by("pk")
    assert [each.action for each in told] == ["created", "changed", "removed"]


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"value": "   "}, "every visit"),
        ({"kind": "page", "match": "contains", "value": "/"}, "every visit"),
        ({"persona": None}, "one persona or"),
    ],
)
def test_what_says_nothing_is_refused(cast: Cast, fields: dict[str, Any], part: str) -> None:
    with pytest.raises(RuleRefusedError, match=part):
        rule(cast, **fields)
    assert not RecognitionRule.objects.exists()


def test_the_same_rule_is_kept_once(cast: Cast) -> None:
    first = rule(cast)
    with pytest.raises(RuleRefusedError, match="there already"):
        rule(cast, persona=first.persona, value=" NEWS")
    other = rule(cast, persona=first.persona, value="letter")
    with pytest.raises(RuleRefusedError, match="there already"):
        change_rule(access=cast.access, rule=other, changes={"value": "news"})
    assert RecognitionRule.objects.get(pk=other.pk).value == "letter"


def test_two_personas_for_one_sign_are_told(cast: Cast) -> None:
    first = rule(cast)
    second = rule(cast, value="NEWS")
    rule(cast, persona=None, transition=make.make_transition(cast.workspace))
    (note,) = contradictions(access=cast.access)
    assert note.rules == (first.pk, second.pk)
    assert f"it says “{first.persona}”" in note.text


def test_there_can_be_too_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PARTIAL", 1)
    rule(cast, match="contains")
    with pytest.raises(RuleRefusedError, match="cost time"):
        rule(cast, match="starts_with")
    monkeypatch.setattr(module, "MOST_RULES", 1)
    with pytest.raises(RuleRefusedError, match="remove some"):
        rule(cast)
