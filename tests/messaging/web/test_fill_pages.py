"""Filling a file on the site: upload it, look, fill, fetch it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.models import Campaign, CampaignGuest, Variant
from messaging.tasks import fill_export
from tests import make
from tests.conftest import Cast
from workspaces.models import Job

SHEET = b"Ad Name,Headline,Subline,Button\nSpring,,,\nSummer,,,\n"


def upload(cast: Cast, client: Client, content: bytes = SHEET) -> str:
    """The address of the page about the columns of the file."""
    file = SimpleUploadedFile("ads.csv", content)
    answer = client.post(cast.url("share/fill/"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def filled_in(client: Client, address: str) -> dict[str, str]:
    """What the form on the page holds, as a browser would send it."""
    form = client.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    return {
        **{name: "on" if value is True else str(value) for name, value in said.items()},
        "file": address.rpartition("=")[2],
    }


def hero(cast: Cast) -> Variant:
    return make.make_live(make.make_message(cast.workspace))


def test_it_works(cast: Cast) -> None:
    text = hero(cast)
    client = cast.client(cast.viewer)
    address = upload(cast, client)
    page = client.get(address)
    assert page.context["found"].keys == [text.key]
    assert "1 row would be filled" in page.content.decode()
    answer = client.post(cast.url("share/fill/columns/"), filled_in(client, address))
    assert answer.status_code == 302
    job = Job.objects.for_workspace(cast.workspace).get()
    fill_export(job.pk)
    given = client.get(cast.url(f"settings/jobs/{job.pk}/file/"))
    assert 'filename="ads.csv"' in given.headers["Content-Disposition"]
    lines = given.getvalue().decode().split("\n")
    assert lines[0] == SHEET.decode().split("\n")[0]
    assert lines[1].startswith(f"Spring {text.key},")
    assert lines[2] == "Summer,,,"
    assert "Worth a look" in client.get(cast.url(f"settings/jobs/{job.pk}/")).content.decode()


def test_another_channel_gets_its_columns_guessed_first(cast: Cast) -> None:
    hero(cast)
    client = cast.client(cast.owner)
    address = upload(cast, client)
    said = filled_in(client, address) | {"channel": "email"}
    page = client.post(cast.url("share/fill/columns/"), said)
    assert page.status_code == 200
    assert "to_subject" in page.context["form"].fields
    assert page.context["form"].errors["channel"] == ["No text of this channel is approved yet."]
    assert not Job.objects.for_workspace(cast.workspace).exists()


def test_what_was_typed_stays_with_its_fault(cast: Cast) -> None:
    hero(cast)
    client = cast.client(cast.owner)
    address = upload(cast, client)
    said = filled_in(client, address) | {"to_headline": "Headlime"}
    page = client.post(cast.url("share/fill/columns/"), said)
    form = page.context["form"]
    assert form.errors["to_headline"] == ["The file has no column “Headlime”."]
    assert form["to_headline"].value() == "Headlime"


def test_looking_again_asks_for_nothing(cast: Cast) -> None:
    text = hero(cast)
    client = cast.client(cast.owner)
    address = upload(cast, client)
    hand = {"how": "hand", "row_3": text.key, "look": "yes"}
    page = client.post(cast.url("share/fill/columns/"), filled_in(client, address) | hand)
    assert page.context["found"].new.rows == [3]
    assert not Job.objects.for_workspace(cast.workspace).exists()


def test_two_columns_of_one_name_are_told_apart(cast: Cast) -> None:
    hero(cast)
    client = cast.client(cast.owner)
    form = client.get(upload(cast, client, b"Headline,,Headline\na,b,c\n")).context["form"]
    assert form.labels == ["Headline (column A)", "Column B", "Headline (column C)"]


def test_a_file_that_is_gone_leads_back_to_the_upload(cast: Cast) -> None:
    client = cast.client(cast.owner)
    answer = client.get(cast.url("share/fill/columns/?file=" + "a" * 32), follow=True)
    assert "kept no longer" in answer.content.decode()
    assert answer.redirect_chain == [(cast.url("share/fill/"), 302)]
    for odd in ("../fills/x", "a/b", "%00", "."):
        assert client.get(cast.url(f"share/fill/columns/?file={odd}")).status_code == 302, odd
    foreign = upload(cast, client).rpartition("/")[2]
    stranger = cast.client(cast.outsider)
    assert stranger.get(f"/w/elsewhere/share/fill/columns/{foreign}").status_code == 302


def test_a_refused_file_says_why(cast: Cast) -> None:
    answer = cast.client(cast.owner).post(
        cast.url("share/fill/"), {"file": SimpleUploadedFile("ads.csv", b'A,B\n"never')}
    )
    assert "never ends" in str(answer.context["form"].errors["file"])


def test_an_agency_fills_only_what_was_shared_with_it(cast: Cast) -> None:
    theirs, ours = hero(cast), hero(cast)
    campaign = Campaign.objects.create(workspace=cast.workspace, name="Autumn")
    place = theirs.message.placement
    place.campaign = campaign
    place.save()
    CampaignGuest.objects.create(workspace=cast.workspace, campaign=campaign, user=cast.agency)
    client = cast.client(cast.agency)
    page = client.get(upload(cast, client))
    assert page.context["keys"] == [theirs.key]
    assert page.context["found"].keys == [theirs.key]
    assert ours.key not in page.content.decode()


def test_a_header_alone(cast: Cast) -> None:
    """In order from the start, with the rows that would be added."""
    text, client = hero(cast), cast.client(cast.viewer)
    address = upload(cast, client, b"Ad Name,Headline,Subline,Button\n")
    html = client.get(address).content.decode()
    assert "Your file has a header and no row below it." in html
    assert "1 row would be filled" in html
    assert f"Row 2: <code>{text.key}</code>" in html
    said = filled_in(client, address) | {"how": "key"}
    html = client.post(cast.url("share/fill/columns/"), said).content.decode()
    assert "each text gets a row of its own" in html
    assert not Job.objects.exists()


def test_everybody_who_may_share_finds_the_way(cast: Cast) -> None:
    way = f'<a href="{cast.url("share/fill/")}"'
    for user in (cast.owner, cast.viewer, cast.agency):
        client = cast.client(user)
        assert way in client.get(cast.url("share/")).content.decode()
        own = client.get(cast.url("share/fill/")).content.decode()
        assert f'{way} aria-current="page"' in own
        assert own.count('aria-current="page"', own.index('<nav class="tabs"')) == 1
