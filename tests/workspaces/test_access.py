"""Nobody reaches what is not theirs."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from personas.models import Persona
from tests import make
from tests.conftest import Cast
from workspaces.access import (
    APPROVE,
    EDIT,
    MANAGE,
    SHARE,
    VIEW,
    access_object,
    access_workspace,
)


def test_it_works(cast: Cast) -> None:
    access = access_workspace(user=cast.editor, slug="tea", permission=EDIT)
    assert access.workspace == cast.workspace


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("owner", {VIEW, SHARE, EDIT, APPROVE, MANAGE}),
        ("approver", {VIEW, SHARE, EDIT, APPROVE}),
        ("editor", {VIEW, SHARE, EDIT}),
        ("viewer", {VIEW, SHARE}),
        ("agency", {SHARE}),
    ],
)
def test_each_role_may_what_it_needs_and_no_more(cast: Cast, role: str, may: set[str]) -> None:
    access = access_workspace(user=getattr(cast, role), slug="tea", permission=SHARE)
    assert access.permissions == may


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    with pytest.raises(Http404):
        access_workspace(user=cast.outsider, slug="tea")


def test_a_viewer_may_look_and_not_touch(cast: Cast) -> None:
    assert access_workspace(user=cast.viewer, slug="tea", permission=VIEW).role == "viewer"
    with pytest.raises(PermissionDenied, match="Ask an owner"):
        access_workspace(user=cast.viewer, slug="tea", permission=EDIT)


def test_a_row_of_another_workspace_is_not_found(cast: Cast) -> None:
    persona = make.make_persona(cast.other.workspace)
    with pytest.raises(Http404):
        access_object(Persona.objects.all(), cast.access, pk=persona.pk)
    assert access_object(Persona.objects.all(), cast.other, pk=persona.pk) == persona


def test_a_lookup_that_is_no_id_is_not_found(cast: Cast) -> None:
    with pytest.raises(Http404):
        access_object(Persona.objects.all(), cast.access, pk="one")
