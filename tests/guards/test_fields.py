"""Nobody sets or reads a field beyond what an address is for: every example x every field.

The requests are the worked examples of ``audit_table.py``. Each is sent again with one more field
of the row it is about, and that field must not take the value.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models, transaction
from rest_framework import serializers

from tests import make
from tests.conftest import Cast
from tests.guards.addresses import addresses
from tests.guards.audit_examples_rest_copy import REST
from tests.guards.audit_stage import Stage
from tests.guards.audit_table import Example, Scene
from tests.guards.test_audit_routes import PAGES
from workspaces.audit_values import SECRET_FIELDS
from workspaces.models import ApiKey, Invitation, User, Workspace

pytestmark = pytest.mark.once

OURS = ("workspaces", "personas", "messaging", "experiments", "home")
MAY_SET = {
    "persona": {"key", "name", "role", "situation", "goals", "motivations", "interests"}
    | {"objections", "choice_criteria", "alternatives", "vocabulary", "archived_at"},
    "painpoint": {"language", "persona", "title", "statement", "level", "severity", "frequency"}
    | {"satisfaction", "struggle", "trigger", "cost", "feeling", "workaround"}
    | {"desired_outcome", "why", "function", "job", "archived_at"},
    "evidence": {"persona", "text", "source", "customer_status", "asked", "said_on", "language"}
    | {"may_quote", "may_contact", "question", "times", "link", "external_id"},
    "asktest": {"persona", "title", "question", "language", "closes_at"},
    "review": {"name", "note", "campaign", "password", "answer_by", "expires_at", "remind"},
    "survey": {"persona", "kind", "title", "intro", "thanks", "language", "closes_at"},
    "journeystage": {"key", "name", "kind", "question", "channels", "position", "x", "y"},
    "transition": {"from_stage", "to_stage", "event", "question", "signals"},
    "comparison": {"evidence", "persona", "criterion", "alternative", "leaning"},
    "momentquote": {"transition", "evidence"},
    "recognitionrule": {"persona", "transition", "kind", "match", "value"},
    "stagepain": {"stage", "pain", "intensity", "shows_as"},
    "campaign": {"name", "goal", "offer", "starts_on", "ends_on", "channels", "final_url"}
    | {"ad_group", "utm"},
    "destination": {"channel", "final_url", "account", "campaign_name", "ad_group", "utm"},
    "plancell": {"persona", "stage", "channel", "is_out", "pain"},
    "placement": {"key", "name", "channel", "description", "campaign"},
    "message": {"placement", "persona", "stage", "transition", "language"},
    "variant": {"key", "message", "parts", "pins", "pain", "proof"},
    "offer": {"name", "what_it_is", "features"},
    "relief": {"offer", "pain", "text"},
    "proof": {"offer", "text", "link", "expires_on"},
    "claim": {"text", "proof", "proof_text", "expires_on"},
    "mutedfinding": {"rule", "words", "reason"},
    "voice": {"tone", "banned_words", "preferred_terms", "packs"},
    "overrule": {"variant", "gate", "detail", "reason"},
    "ownchannel": {"key", "name", "document", "layout"},
    "mergetags": {"dialect", "fields", "longest"},
    "modelprovider": {"base_url", "model", "key", "is_on", "monthly_tokens", "price_in"}
    | {"price_out", "seconds"},
    "leadsto": {"source", "landing"},
    "continuation": {"message", "pain", "variant"},
    "signalrule": {"kind", "name", "stage"},
    "goal": {"key", "name", "kind", "direction", "window_days", "secret_only", "worth"},
    "experiment": {"key", "name", "hypothesis", "message", "rope", "starts_at", "ends_at"}
    | {"split_by", "unit", "namespace", "conditions", "contrast", "allocation", "ramp", "holdback"}
    | {"is_aa"},  # by the address that makes such a test
    "reconciliation": {"experiment"},  # the only one there, which the address names
    "resultreport": {"platform", "taken_on"},
    "deliverysettings": {"holdout", "keep_events_days", "currency"},
    "reportschedule": {
        *("name", "campaign", "weekday", "hour", "recipients", "note", "is_on"),
    },
    "sharelink": {"name", "campaign", "file_format", "password", "may_upload"},
    "campaignguest": {"campaign"},
    "sharesettings": {"keep_files_days", "agency_name"},
    "tableaddress": {"table", "name"},
    "splitlink": {"placement", "name", "url", "is_on", "remembers"},
    "workspace": {"name", "language", "time_zone", "audit_days"},
    "membership": {"role"},
    "apikey": {"name", "kind", "scopes", "allowed_origins"},
    "webhook": {"url", "purpose", "events", "is_on"},
    "invitation": {"email", "role", "shown"},
    "user": {"name"},
}
"""Kind of row -> what people and programs may say of it. Everything else is ours to set."""

WRITES = {"created", "changed", "written", "edited", "invited"}
NEVER_TOLD = re.compile(r"hash|token|password|secret|sealed|session|result_file|^file$|created_by")
TOLD_ALL_THE_SAME = {
    "person_hash": "a keyed fingerprint that tells only that two quotes are of one person",
    **dict.fromkeys(
        ("tokens_in", "tokens_out", "monthly_tokens", "used_tokens"),
        "a number of what a language model counts in",
    ),
    "has_password": "whether a link asks for one, not what it is",
    "secret_only": "whether a goal is taken from secret keys alone, not a key",
}
"""Fields with such a name that answers may hold, and why."""


def models_by_name() -> dict[str, type[models.Model]]:
    return {model._meta.model_name or "": model for model in apps.get_models()}


def forged(field: Any, scene: Scene, stage: Stage) -> Any:
    """A value of the right kind that nobody has given this field."""
    target = field.related_model
    if target is Workspace:
        return stage.other.workspace.pk
    if target is User:
        return User.objects.get(email="viewer@example.org").pk
    if target is not None:
        if target._meta.model_name == "variant":
            return make.make_variant(make.make_message(scene.workspace)).pk
        row = target._default_manager.filter(workspace=scene.workspace).first()
        return row.pk if row is not None else 987_654
    if field.choices:
        return [value for value, _ in field.choices if value != field.default][-1]
    if isinstance(field, models.BooleanField):
        return not field.default
    if isinstance(field, models.DateTimeField):
        return "2001-02-03T04:05:06Z"
    if isinstance(field, models.DateField):
        return "2001-02-03"
    if isinstance(field, models.JSONField):
        return ["forged"]
    if isinstance(field, models.IntegerField | models.FloatField | models.BigAutoField):
        return 987_654
    return "forged"


def is_forged(stored: Any, value: Any) -> bool:
    if isinstance(stored, datetime):
        return stored == datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
    return bool(stored == value or str(stored) == str(value))


WRITING = [
    (example, is_rest)
    for examples, is_rest in ((PAGES, False), (REST, True))
    for example in examples
    if example.action in WRITES
]


@pytest.mark.parametrize(("example", "is_rest"), WRITING, ids=lambda value: str(value))
def test_no_field_is_set_that_is_ours_to_set(
    stage: Stage,
    undone: None,
    example: Example,
    is_rest: bool,
) -> None:
    model = models_by_name()[example.target]
    ours = [
        field for field in model._meta.concrete_fields if field.name not in MAY_SET[example.target]
    ]
    assert ours, "There is always the id."
    taken = []
    for field in ours:
        with transaction.atomic():
            if _takes(stage, example, is_rest, model, field):
                taken.append(field.name)
            transaction.set_rollback(True)
    assert taken == []


def _takes(
    stage: Stage, example: Example, is_rest: bool, model: type[models.Model], field: Any
) -> bool:
    scene = stage.scene(example)
    ask = example.ask(scene)
    value = forged(field, scene, stage)
    if field.name in ask.data:  # it says something else here, as "state" might
        return False
    if ask.row is not None and is_forged(getattr(ask.row, field.attname, None), value):
        return False  # there is no other row it could point to
    more = {field.name: value, field.attname: value}
    request = type(ask)(ask.row, {**ask.data, **more}, ask.fill)
    answer = stage.send(stage.key if is_rest else stage.owner, example, request)
    assert answer.status_code < 500
    rows = model._default_manager.all()
    return any(
        is_forged(stored, value)
        for stored in _told_apart(rows.order_by("-pk"), ask, field, example)
    )


def _told_apart(rows: Any, ask: Any, field: Any, example: Example) -> Iterator[Any]:
    """The field of the row the request was about: the one it names, or the newest."""
    is_its_own = ask.row is not None and ask.row._meta.model_name == example.target
    row = rows.filter(pk=ask.row.pk).first() if is_its_own else rows.first()
    if row is not None:
        yield getattr(row, field.attname)


def test_what_may_be_set_are_fields_there_are() -> None:
    known = models_by_name()
    for name, fields in MAY_SET.items():
        there = {field.name for field in known[name]._meta.get_fields()}
        assert fields - there == set(), name


def web_modules() -> Iterator[Any]:
    for app in OURS:
        package = import_module(app)
        for found in walk_packages(package.__path__, f"{app}."):
            if ".web" in found.name or ".api" in found.name:
                yield import_module(found.name)


def subclasses(kind: type) -> set[type]:
    below = set(kind.__subclasses__())
    return below | {each for one in below for each in subclasses(one)}


def ours(kind: type) -> list[type]:
    assert len(list(web_modules())) > 40
    return sorted(
        (each for each in subclasses(kind) if each.__module__.split(".")[0] in OURS),
        key=lambda each: f"{each.__module__}.{each.__qualname__}",
    )


def test_no_form_of_a_page_offers_what_is_ours_to_set() -> None:
    found = [form for form in ours(forms.ModelForm) if ".web" in form.__module__]
    assert len(found) > 5
    for form in found:
        meta = form._meta  # type: ignore[attr-defined]
        assert isinstance(meta.fields, tuple | list), f"{form} must name its fields"
        name = meta.model._meta.model_name
        assert set(meta.fields) <= MAY_SET[name], form


def test_no_serializer_takes_what_is_ours_to_set() -> None:
    found = [each for each in ours(serializers.ModelSerializer) if hasattr(each, "Meta")]
    assert len(found) > 15
    for serializer in found:
        meta = serializer.Meta  # type: ignore[attr-defined]
        assert meta.fields != "__all__", serializer
        fields = serializer().get_fields()  # type: ignore[attr-defined]
        name = meta.model._meta.model_name
        concrete = {field.name for field in meta.model._meta.concrete_fields}
        takes = {key for key, field in fields.items() if not field.read_only} & concrete
        if name in MAY_SET:
            beyond = takes - MAY_SET[name] - {"revision"}
            assert beyond == set(), serializer


def test_no_answer_holds_a_secret_field() -> None:
    found = ours(serializers.BaseSerializer)
    told = {
        f"{each.__name__}.{name}"
        for each in found
        if ".api" in each.__module__ and hasattr(each, "get_fields")
        for name, field in _fields_of(each).items()
        if not field.write_only
        and (NEVER_TOLD.search(name) or name in SECRET_FIELDS)
        and name not in TOLD_ALL_THE_SAME
    }
    assert told == set()


def _fields_of(serializer: Any) -> dict[str, Any]:
    if issubclass(serializer, serializers.ModelSerializer) and not hasattr(serializer, "Meta"):
        return {}
    return dict(serializer().get_fields())


def test_no_answer_holds_a_secret_value(cast: Cast) -> None:
    """Every address a program may read, with all rights, beside what must never be there."""
    client = cast.api()
    make.make_live(make.make_message(cast.workspace))
    secrets = {user.email for user in User.objects.all()}
    secrets |= set(ApiKey.objects.values_list("hash", flat=True))
    secrets |= set(Invitation.objects.values_list("token_hash", flat=True))
    read = 0
    for address in addresses():
        if not address.route.startswith("api/v1/") or address.blanks:
            continue
        answer = client.get(address.path("tea"))
        if answer.status_code != 200 or answer.streaming:
            continue
        read += 1
        told = [secret for secret in secrets if secret.encode() in answer.content]
        assert told == [], address.route
    assert read > 20
