"""Settings of delivery, and links that show a text before it is live."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from experiments.delivery.preview import Ticket, preview_token, read_preview_token
from experiments.models import DeliverySettings
from experiments.web.preview_links import with_preview
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run
from workspaces.keys import create_key
from workspaces.models import ApiKey, AuditRecord, DeliveryVersion

PAGE = "settings/copy-delivery/"


def test_it_works(cast: Cast) -> None:
    browser = cast.client(cast.owner)
    page = browser.get(cast.url(PAGE)).content.decode()
    assert 'value="0"' in page
    assert "<code>http://127.0.0.1:8000</code>" in page, "engineers read where to ask"
    before = DeliveryVersion.objects.get(workspace=cast.workspace).version
    sent = {"holdout": "7.5", "keep_events_days": "400", "currency": "gbp"}
    assert browser.post(cast.url(PAGE), sent).status_code == 302
    row = DeliverySettings.objects.get(workspace=cast.workspace)
    assert (row.holdout, row.keep_events_days, row.currency) == (0.075, 400, "GBP")
    assert DeliveryVersion.objects.get(workspace=cast.workspace).version == before + 1
    assert 'value="7.5"' in browser.get(cast.url(PAGE)).content.decode()
    records = AuditRecord.objects.filter(target_type="deliverysettings")
    assert records.count() == 1
    browser.post(cast.url(PAGE), sent)
    browser.post(cast.url(PAGE), sent | {"holdout": "", "keep_events_days": ""})
    row.refresh_from_db()
    assert (row.holdout, row.keep_events_days, records.count()) == (0.0, None, 2)


@pytest.mark.parametrize(
    "wrong",
    [{"holdout": "51"}, {"holdout": "-1"}, {"holdout": "much"}, {"currency": "euro"},
     {"currency": "E1R"}, {"keep_events_days": "7"}],
)  # fmt: skip
def test_what_is_out_of_bounds_is_said_beside_its_field(cast: Cast, wrong: dict[str, str]) -> None:
    sent = {"holdout": "5", "keep_events_days": "90", "currency": "EUR"} | wrong
    answer = cast.client(cast.owner).post(cast.url(PAGE), sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert not DeliverySettings.objects.exists()


def test_only_an_owner_changes_them(cast: Cast) -> None:
    for user in (cast.approver, cast.viewer):
        assert cast.client(user).get(cast.url(PAGE)).status_code == 403
    assert cast.client(cast.outsider).get(cast.url(PAGE)).status_code == 404


def test_a_link_shows_a_draft_to_a_page_and_counts_nothing(cast: Cast) -> None:
    message = live_message(cast)
    run(make.make_experiment(message))
    draft = make.make_variant(message, parts={"headline": "Not yet"})
    browser = cast.client(cast.editor)
    path = cast.url(f"test/preview/{draft.pk}/")
    assert browser.get(path).status_code == 200
    answer = browser.post(path, {"page": "https://shop.example/?a=1", "days": "3"})
    link = answer.context["link"]
    assert link in answer.content.decode().replace("&amp;", "&")
    token = parse_qs(urlsplit(link).query)["cuppa_preview"][0]
    _, key = create_key(access=cast.access, name="web", kind=ApiKey.Kind.PUBLISHABLE)
    page = Client(headers={"Authorization": f"Bearer {key}"})
    address = f"/api/v1/copy/{message.placement.key}"
    for asked in ({"preview_token": token}, {"preview": draft.key, "preview_token": token}):
        body = page.get(address, {"visitor": "v", **asked}).json()
        assert (body["parts"], body["reason"]) == ({"headline": "Not yet"}, "PREVIEW")
        assert body["experiment"] is None
    other = make.make_variant(message)
    elsewhere = live_message(cast)
    for wrong_address, wrong in (
        (address, {"preview": other.key, "preview_token": token}),
        (address, {"preview": draft.key, "preview_token": token + "x"}),
        (address, {"preview_token": ""}),
        (f"/api/v1/copy/{elsewhere.placement.key}", {"preview_token": token}),
    ):
        assert page.get(wrong_address, wrong).status_code == 403
    late = preview_token(
        ticket=Ticket(cast.workspace.pk, message.placement.key, draft.key),
        ends_at=timezone.now() - timedelta(seconds=1),
    )
    assert page.get(address, {"preview_token": late}).status_code == 403
    _, theirs = create_key(access=cast.other, name="web", kind=ApiKey.Kind.PUBLISHABLE)
    stranger = Client(headers={"Authorization": f"Bearer {theirs}"})
    assert stranger.get(address, {"preview_token": token}).status_code == 403


def test_a_link_to_the_api_where_no_page_is_named(cast: Cast) -> None:
    variant = make.make_variant(live_message(cast))
    path = cast.url(f"test/preview/{variant.pk}/")
    link = cast.client(cast.editor).post(path, {"page": "", "days": "1"}).context["link"]
    assert cast.api().get(link).json()["variant"] == variant.key
    refused = cast.client(cast.editor).post(path, {"page": "javascript:1", "days": "99"})
    assert refused.context["form"].errors.keys() == {"page", "days"}


def test_a_text_that_is_no_token_is_none() -> None:
    for text in ("", "a", "a:b:c", "x" * 10_000, "é"):
        assert read_preview_token(text) is None
    assert with_preview("https://a.example/p?cuppa_preview=old&b=#top", "new") == (
        "https://a.example/p?b=&cuppa_preview=new#top"
    )
