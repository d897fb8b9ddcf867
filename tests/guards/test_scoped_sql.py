"""The guard against unscoped SQL catches what it is for, and lets rows in hand be."""

import pytest
from django.db import connection

from personas.models import PainPoint, Persona
from tests import make
from tests.conftest import Cast
from tests.guards.scoped_sql import UnscopedQueryError, check
from workspaces.models import Job


def test_a_read_of_every_workspace_is_caught(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    with connection.execute_wrapper(check):
        for rows in (Persona.objects.all(), Persona.objects.filter(pk=persona.pk)):
            with pytest.raises(UnscopedQueryError, match="personas_persona of every workspace"):
                list(rows)
        with pytest.raises(UnscopedQueryError):
            Persona.objects.get(pk=persona.pk)
        assert list(Persona.objects.for_workspace(cast.workspace)) == [persona]


def test_a_change_of_every_workspace_is_caught(cast: Cast) -> None:
    job = Job.objects.create(workspace=cast.workspace, kind="x")
    with connection.execute_wrapper(check), pytest.raises(UnscopedQueryError):
        Job.objects.filter(pk=job.pk).update(kind="y")


def test_sql_by_hand_is_caught(cast: Cast) -> None:
    with (
        connection.cursor() as cursor,
        connection.execute_wrapper(check),
        pytest.raises(UnscopedQueryError),
    ):
        cursor.execute("SELECT count(*) FROM personas_evidence")


def test_a_row_in_hand_may_be_followed(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    with connection.execute_wrapper(check):
        found = PainPoint.objects.for_workspace(cast.workspace).get(pk=pain.pk)
        assert found.persona.workspace_id == cast.workspace.pk
        found.refresh_from_db()
        found.title = "Another"
        found.save(update_fields=["title"])
        rows = PainPoint.objects.for_workspace(cast.workspace).prefetch_related("links")
        assert list(rows) == [found]
