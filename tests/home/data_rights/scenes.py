"""A workspace with something in every table, taken along and brought, without a worker."""

import io
import json
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from experiments.lifecycle import pause_experiment
from experiments.models import Event, Experiment, QuarantinedEvent
from home.data_rights.bring_workspace import keep_upload, request_bring
from home.data_rights.export_workspace import request_workspace_export
from home.load_brand import load_sample
from home.tasks import bring_workspace, export_workspace
from messaging.models import Campaign, Claim, Offer, Proof, Variant, Voice
from personas.import_apply import apply_import
from personas.import_evidence import start_import
from personas.models import Persona
from tests import make
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from tests.listening_rows import fill_listening
from workspaces.access import Access
from workspaces.models import Invitation, Job, SampleRow, User, Workspace

CSV = (
    b"quote,person,may quote\n"
    b"I redo every quote after dinner,anna@example.org,yes\n"
    b'"=HYPERLINK(""http://evil.example"")",bo@example.org,no\n'
)


def full_workspace(cast: Cast) -> Experiment:
    """The sample brand, and what it does not have: an import with its file, events, counts and a
    look, quarantine, voice, claim, campaign. Its test is paused."""
    access = cast.access
    load_sample(access=access)
    persona = Persona.objects.for_workspace(cast.workspace).first()
    apply_import(
        access=access,
        batch=start_import(access=access, file_name="q.csv", content=CSV, persona=persona),
    )
    experiment = Experiment.objects.get(workspace=cast.workspace)
    fill_listening(cast.workspace)
    now = timezone.now()
    let_visitors_answer(experiment, visitors=6, converted=[2, 4], now=now)
    Event.objects.create(
        workspace=cast.workspace,
        event_id=uuid.uuid4(),
        type="signal",
        visitor="anna-visitor",
        at=now,
        received_at=now,
        name="opened",
    )
    QuarantinedEvent.objects.create(
        workspace=cast.workspace,
        received_at=now,
        code="unknown_goal",
        detail="No goal “buy” for anna-visitor.",
        body={"visitor": "anna-visitor", "big": 2**70},
        fingerprint="f" * 64,
    )
    voice, _ = Voice.objects.get_or_create(workspace=cast.workspace)
    proof = Proof.objects.filter(workspace=cast.workspace).first()
    Claim.objects.create(workspace=cast.workspace, voice=voice, text="Fastest", proof=proof)
    campaign = Campaign.objects.create(
        workspace=cast.workspace,
        name="Spring",
        offer=Offer.objects.filter(workspace=cast.workspace).first(),
        channels=["email"],
        starts_on=now.date(),
        ends_on=now.date() + timedelta(days=9),
    )
    campaign.personas.set(Persona.objects.for_workspace(cast.workspace))
    first, second = Variant.objects.filter(workspace=cast.workspace).order_by("pk")[:2]
    Variant.objects.filter(pk=first.pk).update(derived_from=second)
    make.make_delivery(make.make_webhook(cast.workspace))
    Invitation.objects.create(
        workspace=cast.workspace, email="ida@example.org", token_hash="0" * 64, expires_at=now
    )
    if persona is not None:
        SampleRow.objects.get_or_create(
            workspace=cast.workspace, model="personas.persona", row_id=persona.pk
        )
    return pause_experiment(access=access, experiment=experiment)


def export(access: Access) -> Job:
    job = request_workspace_export(access=access)
    export_workspace(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def zip_of(job: Job) -> bytes:
    return Path(job.result_file.path).read_bytes()


def bring(user: User, content: bytes, name: str = "Brought") -> Job:
    token = keep_upload(user=user, upload=SimpleUploadedFile("w.zip", content))
    job = request_bring(user=user, token=token, name=name)
    bring_workspace(job.pk)
    job.refresh_from_db()
    job.workspace = Workspace.objects.get(pk=job.workspace_id)
    return job


def rows(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Label -> the rows of its file."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {
            name.removeprefix("data/").removesuffix(".jsonl"): [
                json.loads(line) for line in zipped.read(name).splitlines()
            ]
            for name in zipped.namelist()
            if name.startswith("data/")
        }
