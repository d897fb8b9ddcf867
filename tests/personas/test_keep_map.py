"""Personas and stages get keys; what is put away can come back."""

import pytest
from django.core.exceptions import PermissionDenied

from personas.keep_journey import remove_stage
from personas.keep_map import StillInUseError, bring_back, create_keyed, put_away
from personas.models import JourneyStage, Persona
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord


def test_it_works(cast: Cast) -> None:
    first, second = Persona(name="Ines Müller"), Persona(name="Ines Müller")
    create_keyed(access=cast.access, instance=first)
    create_keyed(access=cast.access, instance=second)
    assert (first.key, second.key) == ("ines-muller", "ines-muller-2")


def test_a_name_without_latin_letters_gets_a_key_too(cast: Cast) -> None:
    persona = Persona(name="日本")
    create_keyed(access=cast.access, instance=persona)
    assert persona.key == "persona"


def test_a_new_stage_goes_to_the_end(cast: Cast) -> None:
    for number in range(2):
        stage = JourneyStage(name=f"Stage {number}", kind="aware")
        create_keyed(access=cast.access, instance=stage)
    assert stage.position == 1


def test_put_away_and_back(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    put_away(access=cast.access, row=pain)
    pain.refresh_from_db()
    assert pain.archived_at
    bring_back(access=cast.access, row=pain)
    pain.refresh_from_db()
    assert pain.archived_at is None
    assert AuditRecord.objects.filter(target_type="painpoint").count() == 2


def test_a_stage_with_copy_stays(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    make.make_message(cast.workspace, stage=stage)
    with pytest.raises(StillInUseError, match="copy for"):
        remove_stage(access=cast.access, stage=stage)
    assert JourneyStage.objects.filter(pk=stage.pk).exists()
    assert not AuditRecord.objects.filter(action="removed").exists()


def test_a_viewer_may_not(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        create_keyed(access=cast.access_of(cast.viewer), instance=Persona(name="Bo"))
