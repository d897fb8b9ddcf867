"""Settings, Webhooks: for owners only, a secret seen once, every delivery to be looked at."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from tests.conftest import Cast
from tests.workspaces.outbound.receivers import Receiver
from workspaces.constants import WEBHOOKS_AT_MOST
from workspaces.models import AuditRecord, Webhook, WebhookDelivery
from workspaces.webhook_sending import send_due
from workspaces.webhooks import announce, create_webhook

SECRET = re.compile(r"whsec_[\w-]{43}")


def posted(client: Client, path: str, data: Any = None) -> str:
    return client.post(path, data, follow=True).content.decode()


def test_it_works(cast: Cast, hooked: Receiver) -> None:
    client = cast.client(cast.owner)
    assert "Nobody is told yet" in client.get(cast.url("settings/webhooks/")).content.decode()
    data = {"url": hooked.url(), "purpose": "Launch channel", "events": ["variant.published"]}
    page = posted(client, cast.url("settings/webhooks/"), data)
    [secret] = set(SECRET.findall(page))
    webhook = Webhook.objects.get(workspace=cast.workspace)
    assert webhook.secret.open() == secret
    assert webhook.created_by == cast.owner
    for path in ("settings/webhooks/", f"settings/webhooks/{webhook.pk}/"):
        answer = client.get(cast.url(path))
        assert "Launch channel" in answer.content.decode()
        assert secret not in answer.content.decode(), "It is shown once."
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_private_address_is_refused_beside_the_field_and_kept(
    cast: Cast, settings: Settings
) -> None:
    settings.DEBUG = True
    client = cast.client(cast.owner)
    for url in ("http://127.0.0.1/hook", "http://169.254.169.254/", "gopher://x", "http://[::1]/"):
        data = {"url": url, "events": ["job.failed"], "purpose": "kept purpose"}
        answer = client.post(cast.url("settings/webhooks/"), data)
        assert answer.context["form"].errors["url"], url
        assert "kept purpose" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_changing_the_address_to_a_private_one_is_refused(cast: Cast, webhook: Webhook) -> None:
    client = cast.client(cast.owner)
    path = cast.url(f"settings/webhooks/{webhook.pk}/")
    data = {"url": "https://10.0.0.1/", "events": ["job.failed"], "is_on": "on"}
    answer = client.post(path, data)
    assert "private or reserved" in str(answer.context["form"].errors["url"])
    stored = Webhook.objects.get(pk=webhook.pk)
    assert stored.url == webhook.url


def test_no_event_is_told_beside_the_field(cast: Cast, hooked: Receiver) -> None:
    answer = cast.client(cast.owner).post(cast.url("settings/webhooks/"), {"url": hooked.url()})
    assert answer.context["form"].errors["events"]


def test_only_an_owner_gets_in(cast: Cast, webhook: Webhook) -> None:
    announce(access=cast.access, event="job.failed", data={})
    delivery = WebhookDelivery.objects.get()
    looks = (
        "settings/webhooks/",
        f"settings/webhooks/{webhook.pk}/",
        f"settings/webhooks/deliveries/{delivery.pk}/",
        f"settings/webhooks/deliveries/{delivery.pk}/state/",
    )
    does = (
        f"settings/webhooks/{webhook.pk}/secret/",
        f"settings/webhooks/{webhook.pk}/test/",
        f"settings/webhooks/{webhook.pk}/remove/",
        f"settings/webhooks/deliveries/{delivery.pk}/again/",
    )
    for user, wanted in ((cast.approver, 403), (cast.viewer, 403), (cast.outsider, 404)):
        client = cast.client(user)
        assert {client.get(cast.url(path)).status_code for path in looks} == {wanted}
        assert {client.post(cast.url(path)).status_code for path in looks[:2] + does} == {wanted}
    theirs = cast.client(cast.outsider)
    for path in looks[1:]:
        assert theirs.get(f"/w/{cast.other.workspace.slug}/{path}").status_code == 404
    for path in does:
        assert theirs.post(f"/w/{cast.other.workspace.slug}/{path}").status_code == 404
    assert Webhook.objects.filter(pk=webhook.pk).exists()


def test_a_test_and_its_result(cast: Cast, hooked: Receiver, webhook: Webhook) -> None:
    hooked.answer = b"<b>heard you</b>"
    client = cast.client(cast.owner)
    page = posted(client, cast.url(f"settings/webhooks/{webhook.pk}/test/"))
    assert "It is sent in a moment" in page and "hx-get" in page
    delivery = WebhookDelivery.objects.get()
    send_due()
    state = client.get(cast.url(f"settings/webhooks/deliveries/{delivery.pk}/state/"))
    page = state.content.decode()
    assert "Delivered" in page and "&lt;b&gt;heard you" in page and "hx-get" not in page


def test_a_failure_is_shown_and_sent_again(cast: Cast, hooked: Receiver, webhook: Webhook) -> None:
    hooked.status = 500
    announce(access=cast.access, event="job.failed", data={"job": 1})
    send_due()
    client = cast.client(cast.owner)
    delivery = WebhookDelivery.objects.get()
    page = client.get(cast.url(f"settings/webhooks/{webhook.pk}/")).content.decode()
    assert "The last deliveries failed" in page and "500 instead of 200" in page
    hooked.status = 200
    page = posted(client, cast.url(f"settings/webhooks/deliveries/{delivery.pk}/again/"))
    assert "&quot;job&quot;: 1" in page
    send_due()
    delivery.refresh_from_db()
    assert delivery.state == WebhookDelivery.State.DELIVERED


def test_switched_off_by_itself_is_told(cast: Cast, webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(is_on=False, off_because="Out of tea.")
    client = cast.client(cast.owner)
    for path in ("settings/webhooks/", f"settings/webhooks/{webhook.pk}/"):
        assert "Out of tea." in client.get(cast.url(path)).content.decode()


def test_a_new_secret_is_shown_once_and_the_old_one_not(cast: Cast, webhook: Webhook) -> None:
    old = webhook.secret.open()
    client = cast.client(cast.owner)
    page = posted(client, cast.url(f"settings/webhooks/{webhook.pk}/secret/"))
    [new] = set(SECRET.findall(page))
    assert new != old
    webhook.refresh_from_db()
    assert webhook.secrets(timezone.now()) == [new, old]


def test_removing_takes_the_log_along(cast: Cast, webhook: Webhook) -> None:
    announce(access=cast.access, event="job.failed", data={})
    posted(cast.client(cast.owner), cast.url(f"settings/webhooks/{webhook.pk}/remove/"))
    assert not Webhook.objects.exists() and not WebhookDelivery.objects.exists()


def test_the_audit_log_tells_all_and_no_secret(cast: Cast, hooked: Receiver) -> None:
    client = cast.client(cast.owner)
    data = {"url": hooked.url("/services/T0/token-in-path"), "events": ["job.failed"]}
    page = posted(client, cast.url("settings/webhooks/"), data)
    [secret] = set(SECRET.findall(page))
    webhook = Webhook.objects.get()
    path = cast.url(f"settings/webhooks/{webhook.pk}/")
    changed = data | {"is_on": "on", "events": ["job.failed", "import.applied"]}
    posted(client, path, changed)
    posted(client, path, changed | {"url": hooked.url("/services/T0/other")})
    new = set(SECRET.findall(posted(client, path + "secret/")))
    posted(client, path + "test/")
    posted(client, path + "remove/")
    rows = AuditRecord.objects.for_workspace(cast.workspace).filter(target_type="webhook")
    assert [row.action for row in rows] == [
        "removed", "tested", "new secret", "changed", "changed", "created",
    ]  # fmt: skip
    written = str([(row.before, row.after, row.target_label) for row in rows])
    assert "import.applied" in written and f"127.0.0.1:{hooked.port}" in written
    assert not any(each in written for each in (secret, *new, "token-in-path", "whsec_"))


def test_there_are_not_too_many(cast: Cast, hooked: Receiver) -> None:
    for _ in range(WEBHOOKS_AT_MOST):
        create_webhook(access=cast.access, url=hooked.url(), events=["job.failed"])
    data = {"url": hooked.url(), "events": ["job.failed"]}
    assert "are the most" in posted(cast.client(cast.owner), cast.url("settings/webhooks/"), data)


def test_nobody_but_an_owner_by_any_door(cast: Cast, hooked: Receiver) -> None:
    """The use case itself refuses: keys never have the permission, nor has an approver."""
    from django.core.exceptions import PermissionDenied

    from workspaces.access import SCOPE_PERMISSIONS

    assert not any("manage" in granted for granted in SCOPE_PERMISSIONS.values())
    with pytest.raises(PermissionDenied):
        create_webhook(
            access=cast.access_of(cast.approver), url=hooked.url(), events=["job.failed"]
        )


def test_a_long_log_costs_as_many_queries_as_a_short_one(
    cast: Cast, webhook: Webhook, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(25):
        announce(access=cast.access, event="job.failed", data={})
    client = cast.client(cast.owner)
    with django_assert_max_num_queries(14):
        client.get(cast.url(f"settings/webhooks/{webhook.pk}/"))
