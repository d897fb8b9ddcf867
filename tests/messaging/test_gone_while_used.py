"""What is in use elsewhere does not go unnoticed: whoever takes it away is told where it stands."""

import pytest

from messaging.approval import retire_variant
from messaging.conflicts import StillLiveError
from messaging.models import Campaign, InUse, Message, Placement, Variant
from messaging.placing import remove_message, remove_placement
from messaging.using_elsewhere import end_use, mark_in_use, places_used
from tests import make
from tests.conftest import Cast
from tests.messaging.campaign_pages import read_page, url_of


@pytest.fixture
def text(cast: Cast) -> Variant:
    """A text for one persona, in use in two places."""
    placement = make.make_message(cast.workspace).placement
    persona = make.make_persona(cast.workspace)
    message = Message.objects.create(
        workspace=cast.workspace, placement=placement, persona=persona, language="en"
    )
    found = make.make_variant(message)
    for where, place in (("mailchimp", "Welcome"), ("google_ads", "")):
        mark_in_use(access=cast.access, variants=[found.pk], where=where, place=place)
    return found


def ended(cast: Cast) -> None:
    for use in InUse.objects.for_workspace(cast.workspace):
        end_use(access=cast.access, use=use)


def test_it_works(cast: Cast, text: Variant) -> None:
    told = "Google Ads and Mailchimp: Welcome"
    with pytest.raises(StillLiveError, match=told):
        retire_variant(access=cast.access, variant=text)
    with pytest.raises(StillLiveError, match=told):
        remove_message(access=cast.access, message=text.message)
    with pytest.raises(StillLiveError, match=told):
        remove_placement(access=cast.access, placement=text.message.placement)
    ended(cast)
    remove_message(access=cast.access, message=text.message)
    remove_placement(access=cast.access, placement=text.message.placement)
    assert not Placement.objects.filter(pk=text.message.placement_id).exists()


def test_many_places_are_not_all_told(cast: Cast, text: Variant) -> None:
    assert places_used(cast.workspace, variant=text) == "Google Ads and Mailchimp: Welcome"
    for place in "ABC":
        mark_in_use(access=cast.access, variants=[text.pk], where="meta", place=place)
    meta = "Meta (Facebook, Instagram)"
    told = f"Google Ads, Mailchimp: Welcome, {meta}: A and more"
    assert places_used(cast.workspace, variant=text) == told
    ended(cast)
    assert places_used(cast.workspace, variant=text) == ""


def test_the_page_of_a_place(cast: Cast, text: Variant) -> None:
    client = cast.client(cast.editor)
    page = cast.url(f"write/placements/{text.message.placement_id}/")
    html = read_page(client, page)
    assert "Texts of it are in use elsewhere: Google Ads and Mailchimp: Welcome." in html
    assert "1 in use elsewhere" in html
    assert "Its drafts go too" not in html
    answer = client.post(cast.url(f"write/messages/{text.message_id}/remove/"), follow=True)
    assert "Google Ads and Mailchimp: Welcome" in answer.content.decode()
    ended(cast)
    html = read_page(client, page)
    assert "in use elsewhere" not in html
    assert html.count("Its drafts go too") == 2


@pytest.mark.parametrize("way", ["remove/", "archive/"])
def test_a_campaign_goes_and_its_texts_go_on(cast: Cast, text: Variant, way: str) -> None:
    campaign = Campaign.objects.create(workspace=cast.workspace, name="Autumn")
    Placement.objects.filter(pk=text.message.placement_id).update(campaign=campaign)
    client = cast.client(cast.editor)
    said = "Texts of it are in use elsewhere now: Google Ads and Mailchimp: Welcome."
    assert said in read_page(client, url_of(cast, campaign))
    html = client.post(url_of(cast, campaign, way), follow=True).content.decode()
    assert "Texts of it are still in use elsewhere: Google Ads and Mailchimp: Welcome." in html


def test_a_campaign_nobody_uses_elsewhere(cast: Cast) -> None:
    campaign = Campaign.objects.create(workspace=cast.workspace, name="Autumn")
    client = cast.client(cast.editor)
    assert "in use elsewhere" not in read_page(client, url_of(cast, campaign))
    html = client.post(url_of(cast, campaign, "archive/"), follow=True).content.decode()
    assert "is put away" in html
    assert "in use elsewhere" not in html
