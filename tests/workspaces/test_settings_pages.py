"""The settings of a workspace: who belongs to it, its keys, who did what."""

import pytest
from django.core.files.base import ContentFile
from pytest_django import DjangoAssertNumQueries

from tests.conftest import Cast
from workspaces.keys import create_key, find_key
from workspaces.membership import LastOwnerError, add_member, remove_member
from workspaces.models import ApiKey, AuditRecord, DeliveryVersion, Job, Membership, Role


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.owner)
    for page in ("", "people/", "keys/", "audit/", "jobs/"):
        assert client.get(cast.url(f"settings/{page}")).status_code == 200, page


def test_renaming_is_kept_and_written_down(cast: Cast) -> None:
    client = cast.client(cast.owner)
    data = {"name": "Tea & Daughters", "time_zone": "Europe/London", "language": "en"}
    client.post(cast.url("settings/"), data)
    cast.workspace.refresh_from_db()
    assert cast.workspace.name == "Tea & Daughters"
    row = AuditRecord.objects.for_workspace(cast.workspace).first()
    assert row is not None
    assert row.before == {"name": "Tea and Sons", "time_zone": "UTC"}
    assert row.actor == "owner@example.org"


def test_a_time_zone_nobody_knows_is_refused_beside_the_field(cast: Cast) -> None:
    data = {"name": "Tea", "time_zone": "Middle/Earth", "language": "en"}
    response = cast.client(cast.owner).post(cast.url("settings/"), data)
    assert "Middle/Earth" in response.content.decode()
    assert response.context["form"].errors["time_zone"]


def test_only_an_owner_manages(cast: Cast) -> None:
    for user in (cast.editor, cast.viewer):
        client = cast.client(user)
        assert client.get(cast.url("settings/keys/")).status_code == 403
        assert client.get(cast.url("settings/audit/")).status_code == 403
        assert client.post(cast.url("settings/"), {"name": "Mine"}).status_code == 403
        data = {"email": user.email, "role": "owner"}
        assert client.post(cast.url("settings/people/"), data).status_code == 403


def test_a_stranger_finds_no_settings(cast: Cast) -> None:
    client = cast.client(cast.outsider)
    for page in ("", "people/", "keys/", "audit/", "jobs/"):
        assert client.get(cast.url(f"settings/{page}")).status_code == 404, page


def test_a_workspace_keeps_an_owner(cast: Cast) -> None:
    membership = Membership.objects.get(workspace=cast.workspace, user=cast.owner)
    with pytest.raises(LastOwnerError):
        remove_member(access=cast.access, membership=membership)
    with pytest.raises(LastOwnerError):
        add_member(access=cast.access, user=cast.owner, role=Role.VIEWER)
    url = cast.url(f"settings/people/{membership.pk}/remove/")
    response = cast.client(cast.owner).post(url, follow=True)
    assert "needs an owner" in response.content.decode()
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_a_member_of_another_workspace_cannot_be_changed_from_here(cast: Cast) -> None:
    theirs = Membership.objects.get(workspace=cast.other.workspace)
    client = cast.client(cast.owner)
    url = cast.url(f"settings/people/{theirs.pk}/")
    assert client.post(url, {"role": "viewer"}).status_code == 404
    assert client.post(f"{url}remove/").status_code == 404
    assert Membership.objects.get(pk=theirs.pk).role == Role.OWNER


def test_a_key_is_shown_once_and_kept_as_a_hash(cast: Cast) -> None:
    client = cast.client(cast.owner)
    data = {"name": "shop", "kind": "secret", "scopes": ["read"]}
    page = client.post(cast.url("settings/keys/"), data)
    token = page.context["token"]
    assert token.startswith("sk_")
    key = ApiKey.objects.for_workspace(cast.workspace).get()
    assert key.scopes == ["read"]
    assert token not in (key.hash, key.prefix)
    assert find_key(token) == key
    assert token not in client.get(cast.url("settings/keys/")).content.decode()


def test_a_revoked_key_is_refused_and_delivery_hears_of_it(cast: Cast) -> None:
    key, token = create_key(access=cast.access, name="shop", kind="publishable")
    version = DeliveryVersion.objects.get(workspace=cast.workspace).version
    cast.client(cast.owner).post(cast.url(f"settings/keys/{key.pk}/revoke/"))
    assert find_key(token) is None
    assert DeliveryVersion.objects.get(workspace=cast.workspace).version == version + 1
    assert AuditRecord.objects.for_workspace(cast.workspace).filter(action="revoked").count() == 1


def test_the_audit_log_is_filtered_and_downloaded(cast: Cast) -> None:
    create_key(access=cast.access, name="=HYPERLINK(1)", kind="publishable")
    client = cast.client(cast.owner)
    page = client.get(cast.url("settings/audit/?action=created&q=HYPERLINK"))
    assert len(page.context["rows"]) == 1
    download = client.get(cast.url("settings/audit/download/?q=HYPERLINK"))
    text = download.getvalue().decode()
    assert "'=HYPERLINK(1)" in text
    assert text.count("\r\n") == 2


def test_audit_records_are_only_added(cast: Cast) -> None:
    with pytest.raises(TypeError):
        AuditRecord.objects.for_workspace(cast.workspace).update(actor="nobody")


def job(cast: Cast, state: str = Job.State.RUNNING) -> Job:
    return Job.objects.create(
        workspace=cast.workspace, kind="messaging.export_workbook", state=state, done=3, total=12
    )


def test_progress_asks_again_until_the_work_is_done_and_then_offers_the_file(cast: Cast) -> None:
    row = job(cast)
    client = cast.client(cast.editor)
    url = cast.url(f"settings/jobs/{row.pk}/")
    page = client.get(url).content.decode()
    assert "Export workbook" in page, "a kind is told in words"
    assert "hx-get" in page
    assert "Cancel" in page
    fragment = client.get(f"{url}progress/").content.decode()
    assert "3 of 12" in fragment
    assert "hx-get" in fragment
    row.state = Job.State.DONE
    row.result = {"title": "copy.xlsx", "file_name": "copy.xlsx"}
    row.result_file.save("copy.xlsx", ContentFile(b"PK"))
    row.save()
    fragment = client.get(f"{url}progress/").content.decode()
    assert "hx-get" not in fragment
    assert f'href="{url}file/"' in fragment
    assert "hx-swap-oob" in fragment, "the button to cancel goes too"
    assert "Cancel" not in fragment
    download = client.get(f"{url}file/")
    assert download.headers["Content-Disposition"] == 'attachment; filename="copy.xlsx"'
    assert download.getvalue() == b"PK"


def test_work_that_failed_can_be_tried_again(cast: Cast) -> None:
    row = job(cast, Job.State.FAILED)
    url = cast.url(f"settings/jobs/{row.pk}/")
    assert "Try again" in cast.client(cast.owner).get(url).content.decode()
    assert cast.client(cast.owner).get(f"{url}file/").status_code == 404
    assert cast.client(cast.outsider).get(f"{url}progress/").status_code == 404


@pytest.mark.parametrize("page", ["", "people/", "keys/", "audit/", "jobs/"])
def test_settings_take_the_same_queries_however_much_there_is(
    cast: Cast, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        create_key(access=cast.access, name=f"key {number}", kind="publishable")
        job(cast, Job.State.DONE)
    client = cast.client(cast.owner)
    with django_assert_max_num_queries(10):
        client.get(cast.url(f"settings/{page}"))


def test_steps_are_sent_only_to_the_page_that_has_them(cast: Cast) -> None:
    job = Job.objects.create(workspace=cast.workspace, kind="tests.brew", state=Job.State.DONE)
    client = cast.client(cast.owner)
    own = cast.url(f"settings/jobs/{job.pk}/")
    for place, sent in ((own, True), (cast.url("settings/data/"), False), ("[", False)):
        answer = client.get(
            f"{own}progress/", headers={"HX-Current-URL": f"https://t.example{place}"}
        )
        assert ("hx-swap-oob" in answer.content.decode()) is sent, place
