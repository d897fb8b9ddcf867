"""Every page of Write: who may see it, what it offers, and that it costs the same as it grows."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from messaging.models import Claim, Comment, OwnChannel, Proof, Relief, Voice
from tests import make
from tests.conftest import Cast
from tests.listening_rows import LETTER, fill_listening
from tests.messaging.campaigning import make_campaign


@pytest.fixture
def pages(cast: Cast) -> list[str]:
    """The address of every page that is read, in a workspace with one of everything."""
    return addresses(cast)


def addresses(cast: Cast) -> list[str]:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain, may_quote=True)
    stage = make.make_stage(cast.workspace)
    make.make_stage_pain(stage, pain)
    offer = make.make_offer(cast.workspace, pain)
    message = make.make_message(cast.workspace)
    live = make.make_live(message, pain=pain)
    waiting = make.make_variant(message, pain=pain, state="submitted")
    voice = Voice.objects.create(workspace=cast.workspace, tone="plain")
    Claim.objects.create(workspace=cast.workspace, voice=voice, text="loved")
    campaign = make_campaign(cast.access)
    fill_listening(cast.workspace)
    commented = Comment.objects.get(workspace=cast.workspace).variant_id
    version = f"{commented}/versions/1000"
    return [
        "write/",
        f"write/?pain={pain.pk}",
        f"write/placements/{message.placement_id}/",
        f"write/messages/{message.pk}/",
        f"write/messages/{message.pk}/?pain={pain.pk}&stage={stage.pk}&seed=4&count=3",
        "write/variants/",
        f"write/variants/?pain={pain.pk}&stage={stage.pk}&state=draft",
        f"write/variants/?pain={pain.pk}&stage=any",
        f"write/variants/{live.pk}/",
        f"write/variants/{waiting.pk}/",
        f"write/compare/?left={live.pk}&right={waiting.pk}",
        f"write/variants/{commented}/",
        f"write/variants/{version}/",
        "write/approvals/",
        "write/mine/",
        "write/flags/",
        "write/lens/",
        "write/lens/page/",
        "write/lens/muted/",
        "write/campaigns/",
        f"write/campaigns/{campaign.pk}/",
        f"write/campaigns/{campaign.pk}/plan/",
        f"write/campaigns/{campaign.pk}/review/",
        "write/voice/",
        "write/voice/packs/",
        "write/voice/check/",
        "write/channels/",
        "write/merge-tags/",
        "write/offers/",
        f"write/offers/{offer.pk}/",
        "map/coverage/",
        f"map/coverage/?persona={pain.persona_id}",
    ]


def editor_pages(cast: Cast) -> list[str]:
    message = make.make_message(cast.workspace)
    variant = make.make_variant(message)
    campaign = make_campaign(cast.access, name="Summer")
    letter = OwnChannel.objects.create(
        workspace=cast.workspace, key="flyer", name="Flyer", document=LETTER | {"key": "flyer"}
    )
    return [
        "write/placements/new/",
        f"write/placements/{message.placement_id}/edit/",
        f"write/messages/{message.pk}/new/",
        f"write/variants/{variant.pk}/edit/",
        f"write/variants/{variant.pk}/translate/?into=de",
        "write/lens/sheet/",
        "write/lens/rewrite/",
        "write/campaigns/new/",
        f"write/campaigns/{campaign.pk}/edit/",
        f"write/campaigns/{campaign.pk}/leads/",
        "write/channels/new/",
        f"write/channels/{letter.pk}/",
        "write/voice/claims/new/",
    ]


def test_it_works(cast: Cast, pages: list[str]) -> None:
    client = cast.client(cast.editor)
    for address in [*pages, *editor_pages(cast)]:
        answer = client.get(cast.url(address))
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert "style=" not in page
        assert "onclick" not in page


OPEN_TO_VIEWERS = {
    "write-lens": ["write-lens"],
    "write-lens-page": ["write-lens-page"],
    "write-variant": ["write-comment"],
    "write-campaign": ["write-campaign-comment"],
}
"""What a viewer may send from which page: a text to be read by the lens, and what they think."""


def _sent_from(main: str, url: str) -> list[str]:
    """The names of the addresses to which the forms of a page post."""
    forms = re.findall(r"<form[^>]*method=\"post\"[^>]*>", main)
    actions = [re.search(r'\baction="([^"]+)"', form) for form in forms]
    return [
        str(resolve(urlsplit(action[1] if action else url).path).url_name) for action in actions
    ]


def test_a_viewer_reads_comments_and_finds_nothing_else_to_press(
    cast: Cast, pages: list[str]
) -> None:
    client = cast.client(cast.viewer)
    for address in pages:
        answer = client.get(cast.url(address))
        assert answer.status_code == 200, address
        page = answer.content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        url = cast.url(address)
        name = str(resolve(urlsplit(url).path).url_name)
        assert _sent_from(main, url) == OPEN_TO_VIEWERS.get(name, []), address
        for word in ("Approve", "Keep this one", "Write for it", "Edit", "New place"):
            assert f">{word}<" not in main, (address, word)


def test_what_is_for_editors_is_closed_to_viewers(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    for address in editor_pages(cast):
        assert client.get(cast.url(address)).status_code == 403, address


def test_a_stranger_finds_no_page(cast: Cast, pages: list[str]) -> None:
    client = cast.client(cast.outsider)
    for address in [*pages, *editor_pages(cast)]:
        assert client.get(cast.url(address)).status_code == 404, address


def test_whoever_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    answer = Client().get(cast.url("write/"))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_rows_of_another_workspace_are_not_found(cast: Cast) -> None:
    """My own workspace's address with their ids."""
    pain = make.make_pain(cast.other.workspace)
    offer = make.make_offer(cast.other.workspace, pain)
    message = make.make_message(cast.other.workspace)
    variant = make.make_variant(message, state="submitted")
    voice = Voice.objects.create(workspace=cast.other.workspace)
    claim = Claim.objects.create(workspace=cast.other.workspace, voice=voice, text="loved")
    relief = Relief.objects.get(offer=offer, workspace=cast.other.workspace)
    proof = Proof.objects.get(offer=offer, workspace=cast.other.workspace)
    client = cast.client(cast.owner)
    read = [
        f"write/?pain={pain.pk}",
        f"write/gap/?pain={pain.pk}",
        f"write/placements/{message.placement_id}/",
        f"write/placements/{message.placement_id}/edit/",
        f"write/messages/{message.pk}/",
        f"write/messages/{message.pk}/new/",
        f"write/variants/{variant.pk}/",
        f"write/variants/{variant.pk}/edit/",
        f"write/variants/?pain={pain.pk}",
        f"write/compare/?left={variant.pk}&right={variant.pk}",
        f"write/offers/{offer.pk}/",
        f"map/coverage/?persona={pain.persona_id}",
    ]
    posted = [
        f"write/placements/{message.placement_id}/remove/",
        f"write/messages/{message.pk}/keep/",
        f"write/messages/{message.pk}/lens/",
        f"write/messages/{message.pk}/remove/",
        *(f"write/variants/{variant.pk}/{step}/" for step in ("approve", "reject", "publish")),
        f"write/voice/claims/{claim.pk}/remove/",
        f"write/reliefs/{relief.pk}/remove/",
        f"write/proofs/{proof.pk}/remove/",
    ]
    for address in read:
        assert client.get(cast.url(address)).status_code == 404, address
    for address in posted:
        assert client.post(cast.url(address), {"reason": "no"}).status_code == 404, address
    variant.refresh_from_db()
    assert variant.state == "submitted"


@pytest.mark.parametrize("address", ["write/", "write/variants/", "write/approvals/"])
def test_a_page_costs_the_same_however_much_there_is(
    cast: Cast, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.owner)

    def fill() -> None:
        for _ in range(3):
            pain = make.make_pain(cast.workspace)
            message = make.make_message(cast.workspace, persona=pain.persona)
            make.make_live(message, pain=pain)
            make.make_variant(message, pain=pain, state="submitted", created_by=cast.editor)

    fill()
    costs = {"write/": 12, "write/variants/": 14, "write/approvals/": 18}
    client.get(cast.url(address))
    with django_assert_num_queries(costs[address]):
        client.get(cast.url(address))
    fill()
    with django_assert_num_queries(costs[address]):
        client.get(cast.url(address))


def test_a_gap_leads_to_the_studio_filled_in(cast: Cast) -> None:
    pain, stage = make.make_pain(cast.workspace), make.make_stage(cast.workspace)
    client = cast.client(cast.editor)
    url = cast.url(f"write/gap/?pain={pain.pk}&stage={stage.pk}")
    nowhere = client.get(url)
    assert nowhere["Location"] == cast.url(f"write/?pain={pain.pk}&stage={stage.pk}")
    message = make.make_message(cast.workspace)
    there = client.get(url)
    assert there["Location"] == cast.url(
        f"write/messages/{message.pk}/?pain={pain.pk}&stage={stage.pk}"
    )
    studio = client.get(there["Location"]).content.decode()
    assert f'<option value="{pain.pk}" selected>' in studio
    assert f'<option value="{stage.pk}" selected>' in studio


def test_the_coverage_file_holds_no_formula(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="=1+1")
    make.make_stage_pain(make.make_stage(cast.workspace), pain)
    answer = cast.client(cast.viewer).get(cast.url("map/coverage/download/"))
    assert answer["Content-Type"].startswith("text/csv")
    rows = answer.content.decode().splitlines()
    assert rows[0].startswith("persona,pain,stage")
    assert len(rows) == 3
    assert all(",'=1+1," in row for row in rows[1:])


def test_two_channels_cannot_be_compared(cast: Cast) -> None:
    hero = make.make_variant(make.make_message(cast.workspace))
    mail = make.make_variant(make.make_message(cast.workspace, channel="email"), parts={})
    answer = cast.client(cast.viewer).get(
        cast.url(f"write/compare/?left={hero.pk}&right={mail.pk}")
    )
    assert answer.status_code == 404
    assert cast.client(cast.viewer).get(cast.url("write/compare/")).status_code == 404


def test_ticking_one_asks_for_two(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    one, two = make.make_variant(message), make.make_variant(message)
    client = cast.client(cast.viewer)
    again = client.get(cast.url(f"write/compare/?pick={one.pk}"), follow=True)
    assert "Tick two texts" in again.content.decode()
    both = client.get(cast.url(f"write/compare/?pick={one.pk}&pick={two.pk}"))
    assert both.context["left"].variant == one
    assert both.context["right"].variant == two


def test_a_comparison_says_what_differs(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    one, other = make.make_pain(cast.workspace), make.make_pain(cast.workspace)
    left = make.make_variant(message, pain=one)
    parts = make.HERO | {"headline": "Sundays are not for reminders"}
    right = make.make_variant(message, pain=other, parts=parts)
    page = (
        cast.client(cast.viewer)
        .get(cast.url(f"write/compare/?left={left.pk}&right={right.pk}"))
        .content.decode()
    )
    assert "They differ in one thing" in page
    assert "<del>receipts</del>" in page
    assert "<ins>reminders</ins>" in page
