"""The pages about texts in use elsewhere."""

import pytest
from django.test import Client

from messaging.models import InUse, Variant
from messaging.sharing.collect_lines import Selection
from messaging.using_elsewhere import end_use, mark_in_use
from personas.over_time import today_in
from tests import make
from tests.conftest import Cast
from workspaces.models import Job


def text(cast: Cast, **fields: object) -> Variant:
    return make.make_variant(make.make_message(cast.workspace), **fields)


def use(cast: Cast, *texts: Variant, where: str = "mailchimp", place: str = "") -> None:
    mark_in_use(
        access=cast.access,
        variants=[each.pk for each in texts],
        where=where,
        place=place,
        how=InUse.How.HAND,
    )


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client(cast.editor)


def test_it_works(cast: Cast, client: Client) -> None:
    row = text(cast)
    page = client.get(cast.url(f"write/variants/{row.pk}/")).content.decode()
    assert "Where it is in use" in page
    address = cast.url(f"write/variants/{row.pk}/in-use/")
    answer = client.post(address, {"where": "meta", "place": "Spring ads"}, follow=True)
    assert "Meta (Facebook, Instagram): Spring ads" in answer.content.decode()
    found = InUse.objects.get()
    assert (found.since, found.how) == (today_in(cast.workspace), "hand")
    listed = client.get(cast.url("share/in-use/")).content.decode()
    assert row.key in listed
    assert "Spring ads" in listed
    client.post(cast.url(f"share/in-use/{found.pk}/end/"))
    assert row.key not in client.get(cast.url("share/in-use/")).content.decode()
    assert row.key in client.get(cast.url("share/in-use/?state=ended")).content.decode()
    client.post(cast.url(f"share/in-use/{found.pk}/resume/"))
    assert row.key in client.get(cast.url("share/in-use/")).content.decode()


def test_what_was_typed_stays(cast: Cast, client: Client) -> None:
    row = text(cast)
    answer = client.post(
        cast.url(f"write/variants/{row.pk}/in-use/"),
        {"where": "", "place": "Spring ads", "since": "2999-01-01"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say where it is in use." in page
    assert "still to come" in page
    assert 'value="Spring ads"' in page
    assert not InUse.objects.exists()


def test_several_end_at_once(cast: Cast, client: Client) -> None:
    use(cast, text(cast), text(cast))
    ids = [str(pk) for pk in InUse.objects.values_list("pk", flat=True)]
    answer = client.post(cast.url("share/in-use/"), {"use": ids}, follow=True)
    assert "2 texts are not in use there any more." in answer.content.decode()
    refused = client.post(cast.url("share/in-use/"), {"until": "2031-05-06"})
    assert (refused.status_code, "Tick at least one." in refused.content.decode()) == (422, True)


def test_an_end_before_its_beginning_is_refused_and_ticks_stay(cast: Cast, client: Client) -> None:
    use(cast, text(cast))
    pk = InUse.objects.get().pk
    answer = client.post(cast.url("share/in-use/"), {"use": [pk], "until": "2001-01-01"})
    page = answer.content.decode()
    assert (answer.status_code, "ends before it begins" in page) == (422, True)
    assert "checked" in page
    assert 'value="2001-01-01"' in page


def test_the_list_is_filtered_and_searched(cast: Cast, client: Client) -> None:
    mail, advert = text(cast), text(cast, parts=make.HERO | {"headline": "Close by the third"})
    use(cast, mail)
    use(cast, advert, where="meta", place="Autumn")

    def keys(query: str) -> tuple[bool, bool]:
        page = client.get(cast.url(f"share/in-use/{query}")).content.decode()
        return mail.key in page, advert.key in page

    assert keys("") == (True, True)
    assert keys("?where=meta") == (False, True)
    assert keys("?q=autumn") == (False, True)
    assert keys("?q=Sundays") == (True, False)
    assert keys("?q=nothing+like+it") == (False, False)


def test_the_list_as_a_sheet(cast: Cast, client: Client) -> None:
    use(cast, text(cast, parts=make.HERO | {"headline": "=HYPERLINK(1)"}))
    end_use(access=cast.access, use=InUse.objects.get())
    use(cast, text(cast))
    sheet = client.get(cast.url("share/in-use/download/?state=ended")).content.decode()
    assert "'=HYPERLINK" in sheet
    assert len(sheet.strip().splitlines()) >= 2


def test_a_whole_export_is_in_use(cast: Cast, client: Client) -> None:
    row = text(cast, state=Variant.State.APPROVED)
    draft = text(cast)
    job = Job.objects.create(
        workspace=cast.workspace,
        kind="messaging.export_google_ads_editor",
        arguments={"which": Selection().which, "channels": [], "placements": []},
        state=Job.State.DONE,
        result={"title": "ads.csv"},
        created_by=cast.editor,
    )
    page = client.get(cast.url(f"settings/jobs/{job.pk}/"))
    if page.status_code == 200:
        assert "These texts are in use now" in page.content.decode()
    address = cast.url(f"share/in-use/of-export/{job.pk}/")
    page_text = client.get(address).content.decode()
    assert "1 text of this export" in page_text
    assert '<option value="google_ads" selected>' in page_text
    client.post(address, {"where": "google_ads"})
    found = InUse.objects.get()
    assert (found.variant, found.job, found.how) == (row, job, "export")
    assert draft.pk != row.pk
    assert client.post(address, {"where": ""}).status_code == 422


def test_nothing_there_yet(cast: Cast) -> None:
    for who in (cast.editor, cast.viewer):
        page = cast.client(who).get(cast.url("share/in-use/")).content.decode()
        assert "Nobody has said where texts are in use" in page
