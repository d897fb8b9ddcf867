"""Brand documents and the sample brand become rows, once."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from experiments.models import Experiment
from home.load_brand import SampleRefusedError, load_sample
from messaging.models import Message, Offer, Proof, Relief, Variant, Voice
from personas.models import Evidence, EvidenceLink, JourneyStage, PainPoint, Persona, Transition
from tests.conftest import Cast
from workspaces.models import AuditRecord

DOCUMENT = {
    "workspace": "Quill",
    "persona": {"name": "Nora", "role": "studio bookkeeper", "vocabulary": ["the shoebox"]},
    "pains": [
        {
            "title": "Chasing receipts",
            "struggle": "chase people for receipts",
            "severity": 5,
            "stages": ["Fed up"],
        }
    ],
    "quotes": [
        {"text": "I dread the shoebox.", "source": "interview", "pain": 0, "person": "p1"},
        {"text": "fine I guess", "source": "survey", "pain": None},
    ],
    "offer": {
        "name": "Quill",
        "reliefs": ["have every receipt asked for"],
        "proof": ["4.7 of 5 from 312 studios"],
    },
    "voice": {"tone": "dry", "banned_words": ["synergy"]},
    "journey": {
        "stages": [
            {"name": "Fed up", "kind": "aware"},
            {"name": "Choosing", "kind": "deciding"},
        ],
        "transitions": [["Fed up", "Choosing", "the tax letter comes"]],
    },
}


def _write(tmp_path: Path, document: object) -> Path:
    path = tmp_path / "brand.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_it_works(cast: Cast, tmp_path: Path) -> None:
    out = StringIO()
    call_command("load_brand", _write(tmp_path, DOCUMENT), workspace="tea", stdout=out)
    assert out.getvalue() == "Nora: 1 pains, 2 new quotes.\n"
    workspace = cast.workspace
    assert Persona.objects.for_workspace(workspace).get().vocabulary == ["the shoebox"]
    pain = PainPoint.objects.for_workspace(workspace).get()
    assert pain.struggle == "chase people for receipts"
    assert EvidenceLink.objects.for_workspace(workspace).get().pain == pain
    assert Relief.objects.for_workspace(workspace).get().pain == pain
    assert Proof.objects.for_workspace(workspace).count() == 1
    assert Voice.objects.for_workspace(workspace).get().banned_words == ["synergy"]
    assert Transition.objects.for_workspace(workspace).get().event == "the tax letter comes"


def test_loading_twice_doubles_nothing(cast: Cast, tmp_path: Path) -> None:
    path = _write(tmp_path, DOCUMENT)
    for _ in range(2):
        call_command("load_brand", path, workspace="tea", stdout=StringIO())
    for model in (Persona, PainPoint, Offer, Relief, Proof, Voice, Transition):
        assert model.objects.for_workspace(cast.workspace).count() == 1, model
    assert Evidence.objects.for_workspace(cast.workspace).count() == 2
    assert JourneyStage.objects.for_workspace(cast.workspace).count() == 2


def test_a_person_is_kept_as_a_hash_only(cast: Cast, tmp_path: Path) -> None:
    call_command("load_brand", _write(tmp_path, DOCUMENT), workspace="tea", stdout=StringIO())
    quote = Evidence.objects.for_workspace(cast.workspace).get(text="I dread the shoebox.")
    assert len(quote.person_hash) == 64
    assert "p1" not in quote.person_hash[:2]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"workspace": "Quill", "persona": {"nam": "N"}, "pains": []}, "nam"),
        ([], "holds no brand document"),
    ],
)
def test_a_faulty_document_says_what_is_wrong(
    cast: Cast, tmp_path: Path, document: object, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("load_brand", _write(tmp_path, document), workspace="tea")
    assert not Persona.objects.for_workspace(cast.workspace).exists()


def test_a_missing_file_and_a_missing_workspace_are_named(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_brand", tmp_path / "nowhere.json", workspace="tea")
    with pytest.raises(CommandError, match="There is: elsewhere, tea"):
        call_command("load_brand", _write(tmp_path, DOCUMENT), workspace="coffee")


def test_the_sample_fills_an_empty_workspace(cast: Cast) -> None:
    loaded = load_sample(access=cast.access)
    assert len(loaded) == 2
    assert PainPoint.objects.for_workspace(cast.workspace).count() == 8
    assert JourneyStage.objects.for_workspace(cast.workspace).count() >= 8
    assert AuditRecord.objects.for_workspace(cast.workspace).filter(user=cast.owner).exists()


def test_the_sample_has_live_copy_with_its_trace_and_a_running_test(cast: Cast) -> None:
    load_sample(access=cast.access)
    live = Message.objects.for_workspace(cast.workspace).filter(live_variant__isnull=False)
    assert live.count() == 3
    assert all(message.live_variant.sources.exists() for message in live)
    experiment = Experiment.objects.for_workspace(cast.workspace).get()
    assert experiment.state == Experiment.State.RUNNING
    pains = {arm.variant.pain_id for arm in experiment.arms.select_related("variant")}
    assert len(pains) == 2, "the arms differ in their pain"
    waiting = Variant.objects.for_workspace(cast.workspace).filter(state="submitted")
    assert waiting.count() == 1


def test_the_sample_mixes_with_nothing_real(cast: Cast) -> None:
    load_sample(access=cast.access)
    with pytest.raises(SampleRefusedError, match="empty workspace"):
        load_sample(access=cast.access)


def test_the_sample_sign_in_is_for_local_sites_only(db: None) -> None:
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="DEBUG=true"):
        call_command("load_sample")
    out = StringIO()
    with override_settings(DEBUG=True):
        call_command("load_sample", stdout=out)
        call_command("load_sample", stdout=out)
    assert out.getvalue().count("Sign in as") == 2
    assert Persona.objects.count() == 2
