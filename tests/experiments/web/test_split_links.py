"""One link, several landing pages: who goes where, what counts, and who may change it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.test import Client

from experiments.models import Continuation, Event, Experiment, SplitLink
from experiments.split_links import change_split_link, check_address, create_split_link
from experiments.web.split_link_go import clicks
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, running
from workspaces.archiving import archive_workspace

USUAL = "https://example.com/usual?ref=1#top"


@pytest.fixture(autouse=True)
def _nobody_clicked() -> None:
    clicks.forget()


def link_of(cast: Cast, experiment: Experiment, **more: Any) -> SplitLink:
    """A split link with a page for each arm: /a for the first, /b for the second."""
    arms = experiment.arms.order_by("position")
    pages = {
        arm.variant: f"https://example.com/{page}" for arm, page in zip(arms, "ab", strict=True)
    }
    placement = experiment.message.placement
    return create_split_link(
        access=cast.access, placement=placement, name="Ad", url=USUAL, pages=pages, **more
    )


def go(link: SplitLink, query: str = "", **headers: Any) -> Any:
    return Client().get(f"/go/{link.token}{query}", **headers)


def where(answer: Any) -> tuple[str, dict[str, str]]:
    """Path of the page people are sent to, and what its address carries."""
    assert answer.status_code == 302
    parts = urlsplit(answer["Location"])
    assert parts.netloc == "example.com"
    return parts.path, {name: texts[-1] for name, texts in parse_qs(parts.query).items()}


def test_it_works(cast: Cast) -> None:
    """Each visitor goes to the page of the arm that copy would give them, and is counted."""
    experiment = running(cast)
    link = link_of(cast, experiment)
    api, arms = cast.api(), [arm.key for arm in experiment.arms.order_by("position")]
    for number in range(20):
        path, carried = where(go(link, f"?v=visitor-{number}"))
        copy = api.get(
            f"/api/v1/copy/{experiment.message.placement.key}", {"visitor": f"visitor-{number}"}
        ).json()
        assert carried == {
            "cuppa_visitor": f"visitor-{number}",
            "cuppa_from": copy["experiment"]["arm"],
        }
        assert path == f"/{'ab'[arms.index(copy['experiment']['arm'])]}"
    stored = Event.objects.filter(experiment=experiment, event_class="human")
    assert stored.count() == 20
    assert set(stored.values_list("arm__variant__key", flat=True)) == set(arms)


def test_the_answer_is_kept_by_nobody_and_sets_no_cookie(cast: Cast) -> None:
    answer = go(link_of(cast, running(cast)))
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies


def test_what_an_ad_adds_goes_on_and_ours_cannot_be_forged(cast: Cast) -> None:
    link = link_of(cast, running(cast))
    query = "?utm_source=news&gclid=x%26y&cuppa_visitor=forged&cuppa_from=forged&v=me"
    _, carried = where(go(link, query))
    assert carried["utm_source"] == "news"
    assert carried["gclid"] == "x&y"
    assert carried["cuppa_visitor"] == "me"
    assert carried["cuppa_from"] != "forged"


def test_a_very_long_address_loses_what_it_carried(cast: Cast) -> None:
    _, carried = where(go(link_of(cast, running(cast)), f"?utm_term={'x' * 3000}&v=me"))
    assert set(carried) == {"cuppa_visitor", "cuppa_from"}


def test_a_cookie_only_where_the_link_allows_it(cast: Cast) -> None:
    experiment = running(cast)
    link = link_of(cast, experiment, remembers=True)
    browser = Client()
    first = browser.get(f"/go/{link.token}")
    cookie = first.cookies["cuppa_visitor"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        f"/go/{link.token}",
        True,
        "Lax",
    )
    second = browser.get(f"/go/{link.token}")
    assert where(first) == where(second)
    assert Event.objects.values("visitor").distinct().count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_X_MOZ": "prefetch"},
    ],
)
def test_a_page_fetched_beforehand_is_not_given_and_does_not_count(
    cast: Cast, headers: dict[str, str]
) -> None:
    assert go(link_of(cast, running(cast)), **headers).status_code == 503
    assert not Event.objects.exists()


def test_head_and_bots_do_not_count(cast: Cast) -> None:
    link = link_of(cast, running(cast))
    head = Client().head(f"/go/{link.token}?v=me")
    assert head["Location"] == USUAL
    assert not Event.objects.exists()
    where(go(link, HTTP_USER_AGENT="facebookexternalhit/1.1"))
    assert list(Event.objects.values_list("event_class", flat=True)) == ["bot"]


def test_off_everybody_goes_where_everybody_goes(cast: Cast) -> None:
    link = link_of(cast, running(cast))
    change_split_link(access=cast.access, link=link, changes={"is_on": False})
    assert where(go(link, "?utm_source=x")) == ("/usual", {"ref": "1", "utm_source": "x"})
    assert not Event.objects.exists()


def test_without_a_test_the_live_text_decides_and_nothing_counts(cast: Cast) -> None:
    message = live_message(cast)
    assert message.live_variant is not None
    pages = {message.live_variant: "https://example.com/live"}
    link = create_split_link(
        access=cast.access, placement=message.placement, name="Ad", url=USUAL, pages=pages
    )
    path, carried = where(go(link, "?v=me"))
    assert (path, carried["cuppa_from"]) == ("/live", message.live_variant.key)
    assert not Event.objects.exists()


def test_nothing_live_leads_to_the_usual_page(cast: Cast) -> None:
    placement = make.make_message(cast.workspace).placement
    link = create_split_link(access=cast.access, placement=placement, name="Ad", url=USUAL)
    assert where(go(link))[0] == "/usual"


def test_an_unknown_link_and_one_of_an_archived_workspace_are_not_found(cast: Cast) -> None:
    link = link_of(cast, running(cast))
    for token in ("nothing", "x" * 22, "\x00" * 22, "x" * 300, "ünknown"):
        assert Client().get(f"/go/{token}").status_code == 404
    archive_workspace(access=cast.access)
    assert go(link).status_code == 404


def test_who_clicks_too_often_goes_on_and_counts_no_more(cast: Cast, settings: Any) -> None:
    settings.DELIVERY_LIMIT_PER_ADDRESS = 1
    link = link_of(cast, running(cast))
    paths = [where(go(link))[0] for _ in range(5)]
    assert set(paths[3:]) == {"/usual"}
    assert Event.objects.count() < 5


def test_a_database_that_is_down_loses_no_visitor(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_of(cast, running(cast))

    def down(**_: Any) -> None:
        raise DatabaseError("down")

    monkeypatch.setattr("experiments.follow_split_link.take_in", down)
    assert where(go(link))[0] == "/usual"


def test_a_visitors_number_with_odd_letters_is_replaced(cast: Cast) -> None:
    link = link_of(cast, running(cast))
    _, carried = where(go(link, "?v=a%00b"))
    assert len(carried["cuppa_visitor"]) == 32
    _, carried = where(go(link, f"?v={'x' * 129}"))
    assert len(carried["cuppa_visitor"]) == 32


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.com/",
        "example.com",
        "https://me:secret@example.com/",
        "http://127.0.0.1:8000/go/abc",
    ],
)
def test_only_addresses_people_can_be_sent_to(url: str) -> None:
    with pytest.raises(ValidationError):
        check_address(url)


def test_the_page_makes_changes_and_removes_a_link(cast: Cast) -> None:
    experiment = running(cast)
    variant = experiment.arms.get(position=0).variant
    browser = cast.client(cast.editor)
    said = {
        "name": "Newsletter",
        "placement": experiment.message.placement_id,
        "url": "https://example.com/usual",
    }
    page = browser.post(cast.url("test/split-links/"), said, follow=True).content.decode()
    link = SplitLink.objects.get()
    assert f"/go/{link.token}" in page
    url = cast.url(f"test/split-links/{link.pk}/")
    change = {"name": "Letter", "url": said["url"], "is_on": "on"}
    answer = browser.post(url, change)
    assert "at least one text a page" in answer.content.decode()
    answer = browser.post(url, change | {f"page_{variant.pk}": "ftp://example.com"})
    assert answer.context["form"].errors[f"page_{variant.pk}"]
    assert 'value="Letter"' in answer.content.decode(), "What was typed stays."
    browser.post(url, change | {f"page_{variant.pk}": "https://example.com/b"})
    assert link.pages.get().url == "https://example.com/b"
    browser.post(f"{url}remove/")
    assert not SplitLink.objects.exists()
    assert go(link).status_code == 404


def test_a_viewer_looks_and_changes_nothing(cast: Cast) -> None:
    link = link_of(cast, running(cast))
    viewer = cast.client(cast.viewer)
    page = viewer.get(cast.url(f"test/split-links/{link.pk}/")).content.decode()
    assert "https://example.com/a" in page
    assert 'method="post"' not in page.split("<main", 1)[1]
    assert viewer.post(cast.url("test/split-links/"), {}).status_code == 403


def test_the_list_asks_as_often_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    experiment = running(cast)
    for _ in range(4):
        link_of(cast, experiment)
    browser = cast.client(cast.viewer)
    with django_assert_max_num_queries(16):
        browser.get(cast.url("test/split-links/"))


def test_over_rest(cast: Cast) -> None:
    experiment = running(cast)
    first, second = (arm.variant for arm in experiment.arms.order_by("position"))
    api = cast.api()
    said = {
        "name": "Ad",
        "placement": experiment.message.placement_id,
        "url": USUAL,
        "pages": [{"variant": second.pk, "url": "https://example.com/b"}],
    }
    made = api.post("/api/v1/split-links/", said, format="json")
    assert made.status_code == 201, made.content
    link = SplitLink.objects.get()
    assert made.json()["address"].endswith(f"/go/{link.token}")
    address = f"/api/v1/split-links/{link.pk}/"
    pages = [{"variant": first.pk, "url": "https://example.com/a"}]
    changed = api.patch(address, {"pages": pages}, format="json").json()
    assert changed["pages"] == pages
    bad = api.patch(address, {"url": "javascript:x"}, format="json")
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (400, "/url")
    other = make.make_message(cast.workspace).placement_id
    fixed = api.patch(address, {"placement": other}, format="json")
    assert (fixed.status_code, fixed.json()["code"]) == (409, "fixed")
    foreign = make.make_variant(make.make_message(cast.workspace))
    wrong = api.patch(address, {"pages": [{"variant": foreign.pk, "url": USUAL}]}, format="json")
    assert wrong.status_code == 400
    assert api.delete(address).status_code == 204


def test_a_link_followed_from_another_text_goes_on_from_its_pain(cast: Cast) -> None:
    """What the ad said decides, where the landing message says something to it."""
    message = live_message(cast)
    ad = make.make_live(make.make_message(cast.workspace), pain=make.make_pain(cast.workspace))
    said_next = make.make_variant(message, state="approved")
    Continuation.objects.create(
        workspace=cast.workspace, message=message, pain=ad.pain, variant=said_next
    )
    pages = {said_next: "https://example.com/next"}
    link = create_split_link(
        access=cast.access, placement=message.placement, name="Ad", url=USUAL, pages=pages
    )
    assert where(go(link, f"?cuppa_from={ad.key}"))[0] == "/next"
    assert where(go(link))[0] == "/usual"
