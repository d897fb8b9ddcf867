"""The page of the keys, as the owner sees it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import Cast
from workspaces.keys import create_key, find_key, revoke_key, rotate_key
from workspaces.models import ApiKey, AuditRecord, Workspace

SECRET = {"name": "sync", "kind": "secret", "scopes": ["read"]}
PAGE = {"name": "shop", "kind": "publishable"}


def url(cast: Cast, rest: str = "") -> str:
    return cast.url(f"settings/keys/{rest}")


def post(cast: Cast, data: dict[str, Any], rest: str = "") -> Any:
    return cast.client(cast.owner).post(url(cast, rest), data)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.owner)
    page = client.post(url(cast), SECRET | {"scopes": ["read", "approve"]})
    token = page.context["token"]
    assert text(page).count(token) == 1
    assert "no-store" in page.headers["Cache-Control"]
    key = ApiKey.objects.for_workspace(cast.workspace).get()
    assert (key.name, key.scopes, key.allowed_origins) == ("sync", ["read", "approve"], [])
    assert find_key(token) == key
    again = text(client.get(url(cast)))
    assert token not in again
    assert key.prefix in again


def test_a_workspace_without_a_key_is_told_what_one_is_for(cast: Cast) -> None:
    assert "Make the first key" in text(cast.client(cast.owner).get(url(cast)))


def test_a_secret_key_without_a_scope_is_asked_for_one(cast: Cast) -> None:
    page = post(cast, {"name": "sync", "kind": "secret"})
    assert page.context["form"].errors["scopes"]
    assert 'value="sync"' in text(page), "what was typed is still there"
    assert not ApiKey.objects.for_workspace(cast.workspace).exists()


def test_origins_are_kept_as_browsers_write_them(cast: Cast) -> None:
    written = "https://Shop.example/\nhttp://localhost:3000\n\nhttps://shop.example"
    post(cast, PAGE | {"allowed_origins": written})
    key = ApiKey.objects.for_workspace(cast.workspace).get()
    assert key.allowed_origins == ["https://shop.example", "http://localhost:3000"]


def test_each_origin_that_is_none_is_named(cast: Cast) -> None:
    page = post(cast, PAGE | {"allowed_origins": "shop.example\nhttps://a.example/b\nhttps://c.de"})
    faults = page.context["form"].errors["allowed_origins"]
    assert len(faults) == 2
    assert "shop.example" in faults[0]
    assert "https://c.de" in text(page)


def test_what_belongs_to_the_other_kind_is_left_out(cast: Cast) -> None:
    post(cast, PAGE | {"scopes": ["write"]})
    post(cast, SECRET | {"allowed_origins": "https://shop.example"})
    page, secret = ApiKey.objects.for_workspace(cast.workspace).order_by("id")
    assert page.scopes == []
    assert secret.allowed_origins == []


def test_the_last_day_is_a_day_of_the_workspace(cast: Cast) -> None:
    Workspace.objects.filter(pk=cast.workspace.pk).update(time_zone="Pacific/Auckland")
    post(cast, SECRET | {"expires_on": "2031-07-01"})
    key = ApiKey.objects.for_workspace(cast.workspace).get()
    assert key.expires_at == datetime(2031, 7, 1, 11, 59, 59, 999_999, tzinfo=UTC)
    client = cast.client(cast.owner)
    assert "1 Jul 2031, 23:59" in text(client.get(url(cast)))
    form = client.get(url(cast, f"{key.pk}/")).context["form"]
    assert str(form["expires_on"].value()) == "2031-07-01"


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31", "0001-01-01", "soon"])
def test_a_last_day_nobody_can_want_is_refused(cast: Cast, day: str) -> None:
    Workspace.objects.filter(pk=cast.workspace.pk).update(time_zone="Pacific/Honolulu")
    page = post(cast, SECRET | {"expires_on": day})
    assert page.status_code == 200
    assert page.context["form"].errors["expires_on"]


def test_a_key_is_changed(cast: Cast) -> None:
    key, _ = create_key(access=cast.access, name="shop", kind="publishable")
    data = {"name": "shop front", "allowed_origins": "https://shop.example", "expires_on": ""}
    assert post(cast, data, f"{key.pk}/").status_code == 302
    key.refresh_from_db()
    assert (key.name, key.allowed_origins) == ("shop front", ["https://shop.example"])
    record = AuditRecord.objects.for_workspace(cast.workspace).order_by("-id").first()
    assert record is not None
    assert record.before == {"name": "shop", "allowed_origins": []}


def test_saving_without_a_change_moves_no_end(cast: Cast) -> None:
    ends = timezone.now() + timedelta(hours=5)
    key, _ = create_key(access=cast.access, name="sync", kind="secret", expires_at=ends)
    client = cast.client(cast.owner)
    form = client.get(url(cast, f"{key.pk}/")).context["form"]
    data = {name: form[name].value() for name in ("name", "scopes")}
    client.post(url(cast, f"{key.pk}/"), data | {"expires_on": form["expires_on"].value()})
    key.refresh_from_db()
    assert key.expires_at == ends


def test_a_key_is_replaced_and_the_page_shows_both(cast: Cast) -> None:
    old, old_token = create_key(access=cast.access, name="shop", kind="publishable")
    page = post(cast, {"overlap": "7"}, f"{old.pk}/replace/")
    new = ApiKey.objects.for_workspace(cast.workspace).get(replaces=old)
    assert find_key(page.context["token"]) == new
    assert find_key(old_token) == old
    assert "no-store" in page.headers["Cache-Control"]
    shown = text(page)
    assert "Being replaced" in shown
    assert f"<code>{new.prefix}…</code>: put that one" in shown
    assert f"in place of <code>{old.prefix}…</code>" in shown
    again = cast.client(cast.owner).post(
        url(cast, f"{old.pk}/replace/"), {"overlap": "7"}, follow=True
    )
    assert "was replaced already" in text(again)
    assert ApiKey.objects.for_workspace(cast.workspace).count() == 2


def test_an_overlap_is_one_of_those_offered(cast: Cast) -> None:
    key, _ = create_key(access=cast.access, name="shop", kind="publishable")
    for overlap in ("", "9999999", "-1", "x"):
        answer = post(cast, {"overlap": overlap}, f"{key.pk}/replace/")
        assert answer.status_code == 302
    assert ApiKey.objects.for_workspace(cast.workspace).count() == 1


def test_a_key_that_ends_soon_is_seen_first(cast: Cast) -> None:
    soon = timezone.now() + timedelta(days=5)
    create_key(access=cast.access, name="old till", kind="secret", expires_at=soon)
    later = timezone.now() + timedelta(days=50)
    create_key(access=cast.access, name="new till", kind="secret", expires_at=later)
    page = cast.client(cast.owner).get(url(cast))
    assert [line.key.name for line in page.context["ending"]] == ["old till"]
    assert "refused soon" in text(page)


def test_a_key_with_a_successor_needs_no_warning(cast: Cast) -> None:
    key, _ = create_key(access=cast.access, name="till", kind="secret")
    rotate_key(access=cast.access, key=key, overlap=timedelta(days=1))
    assert cast.client(cast.owner).get(url(cast)).context["ending"] == []


def test_ended_keys_say_how(cast: Cast) -> None:
    revoked, _ = create_key(access=cast.access, name="gone", kind="secret")
    revoke_key(access=cast.access, key=revoked)
    past = timezone.now() - timedelta(days=1)
    expired, _ = create_key(access=cast.access, name="over", kind="secret", expires_at=past)
    client = cast.client(cast.owner)
    page = client.get(url(cast))
    assert page.context["lines"] == []
    assert ">Revoked</span>" in text(page)
    assert ">Ended</span>" in text(page)
    assert "stays so" in text(client.get(url(cast, f"{expired.pk}/")))
    form = {"name": "back", "scopes": ["read"]}
    answer = client.post(url(cast, f"{revoked.pk}/"), form, follow=True)
    assert "was revoked" in text(answer)


def test_when_a_key_was_used_is_told(cast: Cast) -> None:
    _, token = create_key(access=cast.access, name="shop", kind="secret")
    client = cast.client(cast.owner)
    assert "never used" in text(client.get(url(cast)))
    find_key(token)
    assert "last used now" in text(client.get(url(cast)))


def test_a_key_of_another_workspace_is_not_there(cast: Cast) -> None:
    theirs, _ = create_key(access=cast.other, name="theirs", kind="secret")
    client = cast.client(cast.owner)
    assert client.get(url(cast, f"{theirs.pk}/")).status_code == 404
    for rest in ("", "replace/", "revoke/"):
        answer = client.post(url(cast, f"{theirs.pk}/{rest}"), SECRET | {"overlap": "0"})
        assert answer.status_code == 404, rest
    theirs.refresh_from_db()
    assert theirs.is_usable
    assert theirs.name == "theirs"


def test_only_who_manages_sees_keys(cast: Cast) -> None:
    key, _ = create_key(access=cast.access, name="shop", kind="secret")
    for user in (cast.approver, cast.editor, cast.viewer):
        client = cast.client(user)
        for rest in ("", f"{key.pk}/"):
            assert client.get(url(cast, rest)).status_code == 403
        assert client.post(url(cast, f"{key.pk}/replace/"), {"overlap": "0"}).status_code == 403


def test_many_keys_take_no_more_queries(cast: Cast) -> None:
    client = cast.client(cast.owner)
    create_key(access=cast.access, name="first", kind="secret")
    client.get(url(cast))
    with CaptureQueriesContext(connection) as for_one:
        client.get(url(cast))
    for number in range(6):
        key, _ = create_key(access=cast.access, name=f"key {number}", kind="secret")
        rotate_key(access=cast.access, key=key, overlap=timedelta(days=1))
    with CaptureQueriesContext(connection) as for_many:
        client.get(url(cast))
    assert len(for_many) == len(for_one)
