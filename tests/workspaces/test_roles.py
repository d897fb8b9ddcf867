"""What each role finds: nobody is offered what they may not do, and is told who may."""

import pytest
from django.core.files.base import ContentFile
from django.utils.text import slugify

from messaging.models import Campaign, CampaignGuest, Placement
from messaging.sharing.collect_lines import Selection, collect_lines
from tests import make
from tests.conftest import Cast
from workspaces.models import Job, Membership, Workspace

CLOSED = ("", "search/?q=tea", "listen/", "map/", "write/", "write/approvals/", "test/", "learn/")
CLOSED_SETTINGS = ("", "people/", "keys/", "audit/", "jobs/")


def export(cast: Cast, **fields: object) -> Job:
    job = Job.objects.create(
        workspace=cast.workspace,
        kind="messaging.export_workbook",
        state=Job.State.DONE,
        result={"title": "copy.xlsx", "file_name": "copy.xlsx"},
        **fields,
    )
    job.result_file.save("copy.xlsx", ContentFile(b"PK"))
    return job


def shown_place(cast: Cast) -> Placement:
    """A new placement of a campaign that the agency was shown."""
    name = f"Place {Placement.objects.count()}"
    campaign = Campaign.objects.create(workspace=cast.workspace, name=f"Of {slugify(name)}")
    CampaignGuest.objects.create(workspace=cast.workspace, campaign=campaign, user=cast.agency)
    place: Placement = Placement.objects.create(
        workspace=cast.workspace,
        campaign=campaign,
        channel="web_hero",
        key=slugify(name),
        name=name,
    )
    return place


def test_it_works(cast: Cast) -> None:
    """An agency signs in, lands on Share, asks for a file and fetches it."""
    placement = shown_place(cast)
    make.make_live(make.make_message(cast.workspace, placement=placement))
    client = cast.client(cast.agency)
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == cast.url("share/")
    data = {"file_format": "workbook", "which": "approved"}
    asked = client.post(cast.url("share/"), data)
    job = Job.objects.for_workspace(cast.workspace).get()
    assert asked.headers["Location"] == cast.url(f"settings/jobs/{job.pk}/")
    assert client.get(asked.headers["Location"]).status_code == 200
    job.result_file.save("copy.xlsx", ContentFile(b"PK"))
    assert client.get(cast.url(f"settings/jobs/{job.pk}/file/")).status_code == 200
    assert client.get(cast.url(f"settings/jobs/{job.pk}/progress/")).status_code == 200


@pytest.mark.parametrize("path", [*CLOSED, *(f"settings/{page}" for page in CLOSED_SETTINGS)])
def test_an_agency_sees_nothing_else_and_is_told_where_its_files_are(cast: Cast, path: str) -> None:
    answer = cast.client(cast.agency).get(cast.url(path))
    assert answer.status_code == 403
    assert cast.url("share/") in answer.content.decode(), "the frame leads there"


def test_an_agencys_frame_has_share_and_nothing_that_is_closed(cast: Cast) -> None:
    page = cast.client(cast.agency).get(cast.url("share/")).content.decode()
    assert cast.url("share/") in page
    for path in ("listen/", "map/", "write/", "test/", "learn/", "settings/", "search/"):
        assert f'"{cast.url(path)}"' not in page


def test_an_agency_sees_its_own_files_only(cast: Cast) -> None:
    own = export(cast, created_by=cast.agency)
    others = [export(cast, created_by=cast.owner), export(cast)]
    client = cast.client(cast.agency)
    page = client.get(cast.url("share/")).content.decode()
    assert f"jobs/{own.pk}/" in page
    for job in others:
        assert f"jobs/{job.pk}/" not in page
        for end in ("", "progress/", "file/"):
            assert client.get(cast.url(f"settings/jobs/{job.pk}/{end}")).status_code == 404
            assert cast.client(cast.viewer).get(
                cast.url(f"settings/jobs/{job.pk}/{end}")
            ).status_code in (200,)


def test_what_share_lists_for_an_agency_holds_no_draft(cast: Cast) -> None:
    draft = make.make_message(cast.workspace, placement=shown_place(cast))
    make.make_variant(draft)
    ready = make.make_message(cast.workspace, placement=shown_place(cast))
    make.make_live(ready)
    page = cast.client(cast.agency).get(cast.url("share/")).content.decode()
    assert ready.placement.name in page
    assert draft.placement.name not in page


def test_a_quote_nobody_may_read_stays_out_of_an_agencys_file(cast: Cast) -> None:
    variant = make.make_live(make.make_message(cast.workspace, placement=shown_place(cast)))
    for may_quote, text in ((True, "They agreed to this."), (False, "Only for your ears.")):
        quote = make.make_evidence(cast.workspace, may_quote=may_quote, text=text)
        variant.sources.create(
            workspace=cast.workspace, part="headline", sentence="x", evidence=quote
        )
    cast.client(cast.agency).post(
        cast.url("share/"), {"file_format": "workbook", "which": "approved"}
    )
    cast.client(cast.viewer).post(
        cast.url("share/"), {"file_format": "workbook", "which": "approved"}
    )
    said = {}
    for job in Job.objects.for_workspace(cast.workspace).select_related("created_by"):
        asked = Selection(consented_only=job.arguments["consented_only"])
        (line,) = collect_lines(cast.workspace, asked, with_trace=True)
        said[job.created_by.email] = {each.said for each in line.trace}
    assert said["agency@example.org"] == {"They agreed to this.", ""}
    assert said["viewer@example.org"] == {"They agreed to this.", "Only for your ears."}


def test_an_editor_is_told_who_decides(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    variant = make.make_variant(make.make_message(cast.workspace), state="submitted")
    experiment = make.make_experiment(make.make_message(cast.workspace))
    pages = (
        (f"write/variants/{variant.pk}/", "An approver or owner says yes or no."),
        (f"test/{experiment.pk}/", "An approver or owner does that."),
        ("", "waits for a yes or no"),
    )
    for path, words in pages:
        assert words in cast.client(cast.editor).get(cast.url(path)).content.decode(), path
        assert words not in cast.client(cast.approver).get(cast.url(path)).content.decode(), path


def test_home_sends_a_viewer_nowhere_in_vain(cast: Cast) -> None:
    steps = cast.client(cast.viewer).get(cast.url()).context["steps"]
    assert [step.title for step in steps] == ["Nothing is here yet"]
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain)
    make.make_evidence(cast.workspace)
    steps = cast.client(cast.viewer).get(cast.url()).context["steps"]
    assert [step.title for step in steps] == ["Nothing waits for you"]


def test_the_switcher_says_the_role_and_leads_where_it_may(cast: Cast) -> None:
    Membership.objects.create(workspace=cast.other.workspace, user=cast.viewer, role="agency")
    roles = {row.slug: row.role for row in Workspace.objects.of_user(cast.viewer)}
    assert roles == {"tea": "viewer", "elsewhere": "agency"}
    page = cast.client(cast.viewer).get(cast.url()).content.decode()
    assert 'href="/w/elsewhere/share/"' in page
    assert 'href="/w/tea/"' in page


def test_a_key_that_only_approves_exports_nothing(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    assert cast.api(scopes=["approve"]).post("/api/v1/exports/", {}).status_code == 403
    assert cast.api(scopes=["read"]).post("/api/v1/exports/", {}).status_code == 202
