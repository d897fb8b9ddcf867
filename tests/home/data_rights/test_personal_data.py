"""Every column that can hold words has its eraser, and words are found however they were typed."""

from typing import Any

from django.apps import apps
from django.db import models

from home.data_rights.personal_data import PERSONAL_DATA
from home.data_rights.wording import Words
from tests.guards.tenancy import has_workspace
from workspaces.models import Workspace


def holds_words(column: Any) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    is_word = isinstance(column, (*kinds, models.GenericIPAddressField))
    return is_word and not column.choices


def test_every_column_of_words_says_how_it_is_erased() -> None:
    declared = {f"{label}.{name}" for label, names in PERSONAL_DATA.items() for name in names}
    found = {
        f"{model._meta.label_lower}.{column.name}"
        for model in apps.get_models()
        if has_workspace(model) or model is Workspace
        for column in model._meta.concrete_fields
        if holds_words(column)
    }
    assert found - declared == set(), "Say in home/data_rights/personal_data.py how it is erased."
    assert declared - found == set()


def test_words_are_found_however_they_were_typed() -> None:
    words = Words(["it’s  me", "åsa@x.se", "c++"])
    for text in ("So IT'S\nME!", "mailto:ÅSA@X.SE", "c++ it is", "“it's me”"):
        assert words.in_text(text), text
    for text in ("it’s meant", "xåsa@x.se", "åsa@x.send"):
        assert not words.in_text(text), text
    assert words.taken_out({"it's me": ["a", 1, None, "it’s me."]}) == {
        "[erased]": ["a", 1, None, "[erased]."]
    }
    assert not Words([]).in_text("anything")
