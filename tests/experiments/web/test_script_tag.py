"""The script customers' pages load, and the page of ours that hands it out."""

import gzip
import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from experiments.delivery.preview import Ticket, preview_token
from experiments.models import Event, QuarantinedEvent
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import exposure, live_message, running
from workspaces.keys import create_key, revoke_key
from workspaces.models import ApiKey

A_FEW_KILOBYTES = 5_000


def publishable(cast: Cast, **more: Any) -> str:
    return create_key(access=cast.access, name="site", kind=ApiKey.Kind.PUBLISHABLE, **more)[1]


def from_a_page(path: str, key: str, body: dict[str, Any], **more: Any) -> Any:
    """As the script asks: the key in the address, the body as plain text."""
    return Client().post(
        f"/api/v1/{path}?key={key}",
        json.dumps(body),
        content_type="text/plain",
        HTTP_ORIGIN="https://shop.example",
        **more,
    )


def test_it_works(cast: Cast) -> None:
    answer = Client().get("/c/cuppa.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"data-cuppa" in answer.content
    assert not answer.cookies


def test_it_is_small_and_packed(client: Client) -> None:
    packed = client.get("/c/cuppa.js", HTTP_ACCEPT_ENCODING="gzip, br")
    plain = client.get("/c/cuppa.js")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < A_FEW_KILOBYTES
    assert "Accept-Encoding" in packed["Vary"]


def test_any_site_may_load_it_and_keeps_it(client: Client) -> None:
    answer = client.get("/c/cuppa.js", HTTP_ORIGIN="https://shop.example")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"].startswith("public, max-age=3600")
    again = client.get("/c/cuppa.js", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_it_does_nothing_that_a_strict_policy_forbids(client: Client) -> None:
    text = client.get("/c/cuppa.js").content.decode()
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in text
    assert not re.search(r"new Function|\.style\b|setAttribute\(.style", text)


def test_a_page_asks_and_reports_without_asking_beforehand(cast: Cast) -> None:
    """A publishable key in the address and plain text: no header that a browser asks about."""
    experiment = running(cast)
    key = publishable(cast)
    placement = experiment.message.placement.key
    copy = from_a_page("copy", key, {"visitor": "v", "placements": [placement]})
    assert copy.json()["copy"][placement]["experiment"]["key"] == experiment.key
    assert copy["Access-Control-Allow-Origin"] == "*"
    told = from_a_page("events", key, {"events": [exposure(experiment)]}).json()
    assert told["results"][0]["status"] == "accepted"


def test_a_secret_key_in_an_address_opens_nothing(cast: Cast) -> None:
    _, secret = create_key(access=cast.access, name="server", kind=ApiKey.Kind.SECRET)
    assert from_a_page("copy", secret, {}).status_code in (401, 403)
    assert from_a_page("copy", "", {}).status_code == 401
    assert from_a_page("copy", "pk_unknown", {}).status_code == 401


def test_a_preview_in_the_address_shows_one_text_among_the_others(cast: Cast) -> None:
    message, other = live_message(cast), live_message(cast)
    draft = make.make_variant(message, parts={"headline": "Not yet", "subline": "", "button": ""})
    ticket = Ticket(cast.workspace.pk, message.placement.key, draft.key)
    token = preview_token(ticket=ticket, ends_at=timezone.now() + timedelta(hours=1))
    names = [message.placement.key, other.placement.key]
    body = {"placements": names, "preview_token": token}
    copy = from_a_page("copy", publishable(cast), body).json()["copy"]
    assert copy[names[0]]["parts"]["headline"] == "Not yet"
    assert copy[names[0]]["experiment"] is None
    assert copy[names[1]]["reason"] == "STATIC"
    theirs, _ = create_key(access=cast.other, name="site", kind=ApiKey.Kind.PUBLISHABLE)
    del theirs
    for bad in ("nonsense", token[:-1], 5):
        body["preview_token"] = bad  # type: ignore[assignment]
        copy = from_a_page("copy", publishable(cast), body).json()["copy"]
        assert copy[names[0]]["reason"] == "STATIC"


def test_the_page_says_what_to_paste(cast: Cast) -> None:
    message = live_message(cast)
    goal = make.make_goal(cast.workspace)
    make.make_live(make.make_message(cast.workspace, channel="email"))
    page = cast.client(cast.viewer).get(cast.url("test/on-your-site/"))
    assert [place.key for place in page.context["places"]] == [message.placement.key]
    text = page.content.decode()
    assert f"data-cuppa=&quot;{message.placement.key}&quot;" in text
    assert f"data-cuppa-goal=&quot;{goal.key}&quot;" in text
    assert "This workspace has none yet" in text
    assert "Make a key for the site" not in text, "Only an owner makes keys."


def test_with_nothing_live_it_says_what_to_do_first(cast: Cast) -> None:
    for path in ("test/on-your-site/", "test/on-your-site/try/"):
        page = cast.client(cast.viewer).get(cast.url(path)).content.decode()
        assert "Nothing is live for a page yet" in page
    assert (
        "No goal yet"
        in cast.client(cast.viewer).get(cast.url("test/on-your-site/")).content.decode()
    )


def test_an_owner_makes_the_key_and_sees_it_once(cast: Cast) -> None:
    owner = cast.client(cast.owner)
    page = owner.post(cast.url("test/on-your-site/key/"))
    key = page.context["key"]
    assert f"data-key=&quot;{key}&quot;" in page.content.decode()
    assert from_a_page("copy", key, {}).status_code == 200
    again = owner.get(cast.url("test/on-your-site/")).content.decode()
    assert key not in again
    assert f"{key[:9]}…" in again
    assert cast.client(cast.editor).post(cast.url("test/on-your-site/key/")).status_code == 403


def test_a_pasted_key_goes_into_the_tag_if_it_may(cast: Cast) -> None:
    viewer, url = cast.client(cast.viewer), cast.url("test/on-your-site/")
    key = publishable(cast)
    page = viewer.post(url, {"key": f" {key} "})
    assert (page.status_code, page.context["key"]) == (200, key)
    _, secret = create_key(access=cast.access, name="server", kind=ApiKey.Kind.SECRET)
    _, theirs = create_key(access=cast.other, name="site", kind=ApiKey.Kind.PUBLISHABLE)
    ended = publishable(cast)
    revoke_key(access=cast.access, key=ApiKey.objects.latest("pk"))
    for bad in (secret, theirs, ended, "pk_nonsense", "word", ""):
        page = viewer.post(url, {"key": bad})
        assert (page.status_code, page.context["key"]) == (422, ""), bad
        assert "errorlist" in page.content.decode()


def test_the_test_page_shows_the_copy_and_counts_nothing(cast: Cast) -> None:
    experiment = running(cast)
    viewer, url = cast.client(cast.viewer), cast.url("test/on-your-site/try/")
    placement = experiment.message.placement.key
    page = viewer.get(url).content.decode()
    assert f'data-cuppa="{placement}"' in page
    body = {"visitor": "v", "placements": [placement, "nowhere"]}
    copy = viewer.post(f"{url}api/v1/copy", body, content_type="application/json").json()
    assert copy["copy"][placement]["experiment"]["key"] == experiment.key
    assert copy["missing"] == {"nowhere": "not_found"}
    told = exposure(experiment, visitor="v", person="x" * 64) | {"class": "human"}
    seen = viewer.post(
        f"{url}api/v1/events", {"events": [told, "no event"]}, content_type="application/json"
    ).json()
    assert [each["status"] for each in seen["results"]] == ["accepted", "rejected"]
    stored = Event.objects.get()
    assert (stored.event_class, stored.visitor) == ("preview", "test-page-v")
    assert stored.person == ""


@pytest.mark.parametrize("body", ["", "[]", '{"placements": "x"}', '{"events": 5}', "[[[["])
def test_nonsense_on_the_test_page_is_refused(cast: Cast, body: str) -> None:
    url = cast.url("test/on-your-site/try/api/v1/")
    for path in ("copy", "events"):
        answer = cast.client(cast.viewer).post(url + path, body, content_type="text/plain")
        assert answer.status_code == 400
    assert not QuarantinedEvent.objects.exists()


def test_a_stranger_finds_no_test_page(cast: Cast) -> None:
    for path in ("test/on-your-site/", "test/on-your-site/try/"):
        assert cast.client(cast.outsider).get(cast.url(path)).status_code == 404
    event = {"events": [{"id": str(uuid4()), "type": "signal", "name": "x", "visitor": "v"}]}
    url = cast.url("test/on-your-site/try/api/v1/events")
    answer = cast.client(cast.outsider).post(url, event, content_type="application/json")
    assert answer.status_code == 404
    assert not Event.objects.exists()
