"""The pages that show data, with data: axe finds nothing, nothing is wider than the window.

One workspace with the sample brand, a test with an answer and a finished file serves all pages.
"""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page

from experiments.models import Experiment, ReportSchedule, ResultReport
from experiments.rollout import decide_experiment
from experiments.test_card_of import run_there
from home.load_brand import load_sample
from messaging.models import (
    BroughtIn,
    Campaign,
    Comment,
    OwnChannel,
    Review,
    ShareLink,
    SheetImport,
    Variant,
)
from messaging.sharing.collect_lines import Selection
from messaging.sharing.export import WORKBOOK, request_export
from messaging.tasks import export_workbook
from personas.models import (
    Candidate,
    Evidence,
    EvidenceImport,
    JourneyStage,
    PainPoint,
    Survey,
    Transition,
)
from tests import make
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from tests.listening_rows import fill_listening
from tests.personas.mining_rows import make_candidate

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def pages(cast: Cast) -> list[str]:
    """The addresses to look at, below the workspace's own."""
    load_sample(access=cast.access)
    decided = Experiment.objects.for_workspace(cast.workspace).get()
    let_visitors_answer(decided, visitors=900, converted=[45, 108])
    message = make.make_message(cast.workspace)
    make.make_live(message)
    rival = make.make_variant(message, state="approved")
    waiting = make.make_experiment(
        message, decided.experiment_goals.get().goal, name="Which words?"
    )
    job = request_export(access=cast.access, file_format=WORKBOOK, selection=Selection())
    export_workbook(job.pk)
    winner = decided.arms.order_by("position")[1].variant
    decide_experiment(access=cast.access, experiment=decided, winner=winner)
    assert rival.message == message
    return [
        "",
        "search/?q=quote",
        "test/",
        f"test/{decided.pk}/",
        f"test/{waiting.pk}/",
        f"test/new/{message.pk}/",
        "test/goals/",
        "learn/",
        "share/",
        "settings/",
        "settings/people/",
        "settings/keys/",
        "settings/audit/",
        "settings/jobs/",
        f"settings/jobs/{job.pk}/",
    ]


@pytest.fixture
def listening(cast: Cast) -> list[str]:
    """What Listen and Map have to show: the sample brand, and one of all that can come in."""
    load_sample(access=cast.access)
    fill_listening(cast.workspace)
    make_candidate(cast.workspace)
    candidate, survey = Candidate.objects.latest("pk"), Survey.objects.latest("pk")
    pain = PainPoint.objects.latest("pk")
    persona, moment = pain.persona_id, Transition.objects.latest("pk").pk
    upload, quote = EvidenceImport.objects.latest("pk").pk, Evidence.objects.earliest("pk").pk
    stage = JourneyStage.objects.earliest("pk").pk
    return [
        *("listen/", "listen/add/", f"listen/evidence/{quote}/", "listen/imports/"),
        *(f"listen/imports/{upload}/", f"listen/imports/{upload}/columns/"),
        *("listen/pains-to-find/", f"listen/candidates/{candidate.pk}/", "listen/suggestions/"),
        *("listen/ask/", f"listen/ask/{survey.pk}/", f"listen/ask/{survey.pk}/edit/"),
        *("listen/interviews/", "listen/over-time/", "listen/weeks/"),
        *(
            "map/",
            "map/personas/",
            f"map/personas/{persona}/",
            f"map/personas/{persona}/comparisons/",
        ),
        *("map/pains/", f"map/pains/{pain.pk}/", f"map/pains/{pain.pk}/slots/"),
        *(f"map/pains/{pain.pk}/mark/", "map/opportunities/", "map/journey/"),
        *(f"map/journey/moments/{moment}/", "map/recognition/", "map/stage-pains/"),
        *("map/coverage/", "map/walk/", f"map/walk/{stage}/?persona={persona}", "map/needs/"),
        *("write/flags/", f"../../s/{survey.token}/"),
    ]


@pytest.fixture
def writing(cast: Cast) -> list[str]:
    """What Write has to show: the sample brand, its campaign, and one of all a person can add."""
    load_sample(access=cast.access)
    fill_listening(cast.workspace)
    campaign = Campaign.objects.for_workspace(cast.workspace).earliest("pk")
    commented = Comment.objects.for_workspace(cast.workspace).get().variant
    assert commented is not None
    own = OwnChannel.objects.for_workspace(cast.workspace).get()
    text, message = commented.pk, commented.message_id
    other = Variant.objects.for_workspace(cast.workspace).exclude(pk=text).earliest("pk").pk
    return [
        *("write/", f"write/messages/{message}/", f"write/messages/{message}/new/"),
        f"write/placements/{commented.message.placement_id}/",
        *(f"write/variants/{text}/", f"write/variants/{text}/edit/"),
        *(f"write/variants/{text}/versions/1000/", f"write/variants/{text}/translate/?into=de"),
        f"write/compare/?left={other}&right={text}",
        *("write/variants/", "write/approvals/", "write/mine/", "write/flags/"),
        *("write/lens/", "write/lens/page/", "write/lens/sheet/", "write/lens/rewrite/"),
        *("write/lens/muted/", "write/voice/", "write/voice/packs/", "write/voice/check/"),
        *("write/voice/claims/new/", "write/offers/", "write/merge-tags/", "write/channels/"),
        *("write/channels/new/", f"write/channels/{own.pk}/"),
        *("write/campaigns/", "write/campaigns/new/", f"write/campaigns/{campaign.pk}/"),
        *(f"write/campaigns/{campaign.pk}/{page}/" for page in ("plan", "review", "leads", "edit")),
        *("settings/language-model/", "settings/language-model/use/"),
    ]


@pytest.fixture
def sharing(cast: Cast) -> list[str]:
    """What Share has to show: one of all that leaves, and of all that comes back and waits."""
    load_sample(access=cast.access)
    fill_listening(cast.workspace)
    shown = (BroughtIn, Campaign, Review, ReportSchedule, ResultReport, ShareLink)
    newest = {model: model._default_manager.order_by("pk").last() for model in shown}
    ids = {model: row.pk for model, row in newest.items() if row is not None}
    sheets = SheetImport.objects.for_workspace(cast.workspace)
    back, opened = sheets.get(), {"state": "open"}
    sheets.update(**opened)
    BroughtIn.objects.for_workspace(cast.workspace).update(**opened)
    job = request_export(access=cast.access, file_format=WORKBOOK, selection=Selection())
    export_workbook(job.pk)
    message = make.make_message(cast.workspace)
    make.make_live(message)
    test = run_there(
        access=cast.access,
        message=message,
        variants=[make.make_variant(message, state="approved")],
        name="Which words?",
        goal=make.make_goal(cast.workspace, key="asked", name="Asked"),
        unit="click",
        plan_days=28,
    )
    template = SimpleUploadedFile("ads.csv", b"Ad name,Headline 1,Path 1\nOne,,\n")
    filled = cast.client(cast.owner).post(cast.url("share/fill/"), {"file": template})
    review, report = ids[Review], ids[ResultReport]
    return [
        *("share/", "share/fill/", filled.headers["Location"].partition(cast.url())[2]),
        *("share/links/", f"share/links/{ids[ShareLink]}/", "share/tables/"),
        *("share/reports/", "share/reports/now/", f"share/reports/{ids[ReportSchedule]}/"),
        *("share/sheets/", f"share/sheets/{back.pk}/", f"share/sheets/{back.pk}/?kind=changed"),
        *("share/results/", f"share/results/{report}/", "share/bring/"),
        *(f"share/bring/{ids[BroughtIn]}/", "share/in-use/", "share/in-use/?state=ended"),
        *(f"share/in-use/of-export/{job.pk}/", f"share/test-there/of-export/{job.pk}/"),
        *("share/reviews/", "share/reviews/new/", f"share/reviews/{review}/"),
        *(f"share/reviews/{review}/edit/", "share/history/", "settings/sharing/"),
        *(f"write/campaigns/{ids[Campaign]}/guests/", f"test/there/{message.pk}/"),
        f"test/{test.pk}/card/",
    ]


@pytest.mark.parametrize(
    ("size", "colours"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"]
)
@pytest.mark.parametrize("part", ["pages", "listening", "writing", "sharing"])
def test_every_page_with_data_is_accessible_and_fits(
    signed_in: Page,
    visit: Callable[[str], Page],
    cast: Cast,
    request: pytest.FixtureRequest,
    part: str,
    size: dict[str, int],
    colours: str,
) -> None:
    pages: list[str] = request.getfixturevalue(part)
    signed_in.set_viewport_size({"width": size["width"], "height": size["height"]})
    signed_in.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    for path in pages:
        page = visit(cast.url(path))
        page.evaluate("document.querySelectorAll('details.more').forEach(d => { d.open = true; })")
        assert_accessible(page)
        assert_fits(page)
