"""Within one process and one database: the drafts of a campaign of 480 cells.

Run by bench/campaigns.py in an environment of its own.
"""

import resource
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from home.load_brand import load_sample  # noqa: E402
from messaging.campaigns_ask import request_drafts  # noqa: E402
from messaging.campaigns_draft import draft_campaign  # noqa: E402
from messaging.campaigns_plan import plan_of  # noqa: E402
from messaging.drafting import Order, fingerprint, generate_drafts, keep_drafts  # noqa: E402
from messaging.models import Campaign, Message, Offer, Variant, VariantSource  # noqa: E402
from messaging.placing import create_message, create_placement  # noqa: E402
from messaging.writing.brief import STAGE_KINDS  # noqa: E402
from personas.models import JourneyStage, PainPoint, Persona, StagePain  # noqa: E402
from workspaces.access import Access  # noqa: E402
from workspaces.jobs import run_job  # noqa: E402
from workspaces.membership import create_workspace  # noqa: E402
from workspaces.models import Job, User  # noqa: E402

PERSONAS = 10
CHANNELS = ("email", "google_rsa", "meta_ad", "sms", "web_hero", "push")
REFERENCE_CELLS = 12


def make_campaign(access: Access) -> Campaign:
    """The sample brand's own pains, with each of their words, as those of ten personas."""
    load_sample(access=access)
    here = access.workspace
    stages = [
        JourneyStage.objects.create(
            workspace=here,
            key=f"bench-{kind}",
            name=kind.replace("_", " "),
            kind=kind,
            position=number,
        )
        for number, kind in enumerate(STAGE_KINDS)
    ]
    known = list(PainPoint.objects.for_workspace(here).order_by("pk"))
    personas = []
    for number in range(PERSONAS):
        persona = Persona.objects.create(workspace=here, key=f"p{number}", name=f"Persona {number}")
        personas.append(persona)
        for stage, pain in zip(stages, known * len(stages), strict=False):
            pain.pk, pain.persona = None, persona
            pain._state.adding = True
            pain.save()
            StagePain.objects.create(workspace=here, stage=stage, pain=pain, intensity=4)
    campaign = Campaign.objects.create(
        workspace=here,
        name="Everything",
        channels=list(CHANNELS),
        offer=Offer.objects.for_workspace(here).first(),
    )
    campaign.personas.set(personas)
    campaign.stages.set(stages)
    return campaign


def one_by_one(access: Access, campaign: Campaign, count: int) -> float:
    """Seconds for a cell where each is written by itself, as the studio does."""
    cells = plan_of(access=access, campaign=campaign).cells[:REFERENCE_CELLS]
    start = time.perf_counter()
    for number, cell in enumerate(cells):
        place = create_placement(
            access=access, key=f"ref-{number}", name="Reference", channel=cell.channel.key
        )
        made = create_message(
            access=access, placement=place, persona=cell.persona, stage=cell.stage
        )
        message = Message.objects.with_aims().get(pk=made.pk)
        assert cell.pain is not None
        order = Order(pain=cell.pain, count=count)
        found = generate_drafts(access=access, message=message, order=order)
        names = [fingerprint(draft) for draft in found.drafts]
        keep_drafts(access=access, message=message, order=order, fingerprints=names)
    return (time.perf_counter() - start) / len(cells)


def main() -> None:
    count = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    user = User.objects.create(email="bench@example.org")
    access = create_workspace(user=user, name="bench", slug="bench")
    campaign = make_campaign(access)
    began = time.perf_counter()
    plan = plan_of(access=access, campaign=campaign)
    planned = time.perf_counter() - began
    job = request_drafts(access=access, campaign=campaign, count=count)
    began, worked = time.perf_counter(), time.process_time()
    run_job(job.pk, draft_campaign)
    taken, busy = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise SystemExit(f"The job failed: {job.error}")
    drafts = Variant.objects.filter(job=job).count()
    traced = VariantSource.objects.filter(variant__job=job).count()
    reference = one_by_one(access, campaign, count)
    cells = len(plan.cells)
    print(f"campaigns: {connection.vendor}, {cells} cells, {drafts:,} drafts, {traced:,} sources")
    print(f"  the plan:          {planned:6.2f} s")
    print(f"  all drafts:        {taken:6.1f} s ({busy:.1f} s of the processor), promised 60")
    print(
        f"  a cell:            {1000 * taken / cells:6.0f} ms; by itself {1000 * reference:.0f} ms"
    )
    print(f"  drafts a second:   {drafts / taken:6.0f}")
    print(f"  memory at its peak: {peak:.0f} MB")


if __name__ == "__main__":
    main()
