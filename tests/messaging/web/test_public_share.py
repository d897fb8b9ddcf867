"""The page of a share link: whoever has it and its password fetches a file, and sends it back."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from messaging import share_links_ticket
from messaging.models import ShareLink, SheetImport
from messaging.share_links import change_link, revoke_link
from messaging.web import public_share
from messaging.web.public_share import TRIES, TRIES_OF_ALL, UPLOADS
from tests.conftest import Cast
from tests.messaging.share_link_cast import linked, opened, page_of, send, sheet, ticket_of
from workspaces.models import AuditRecord

PASSWORD = "a cup of green tea"


def told(link: ShareLink) -> list[tuple[str, str, str]]:
    """What the audit log says was done under a link, in order."""
    rows = AuditRecord.objects.filter(via="link").order_by("pk")
    return [(row.action, row.target_type, row.actor) for row in rows]


def test_it_works(cast: Cast) -> None:
    link = linked(cast, password=PASSWORD)
    client = Client(enforce_csrf_checks=True)
    locked = client.get(page_of(link)).content.decode()
    assert "A password, please" in locked
    assert cast.workspace.name not in locked
    assert link.name not in locked
    inside = client.post(page_of(link), {"password": PASSWORD})
    page = inside.content.decode()
    assert "For North &amp; Co" in page
    assert "Tea and Sons shares copy with you" in page
    assert "campaign “Spring”" in page
    assert "<script" not in page
    ticket = ticket_of(page)
    file = client.post(page_of(link, "file/"), {"ticket": ticket})
    assert file.getvalue() == b"PK of tea"
    assert 'filename="tea.xlsx"' in file.headers["Content-Disposition"]
    answer = send(link, ticket)
    assert answer.status_code == 302
    assert "Nothing has changed yet" in client.get(answer.headers["Location"]).content.decode()
    batch = SheetImport.objects.get()
    assert (batch.link, batch.sender, batch.campaign) == (link, "Ada of North", link.campaign)
    assert batch.created_by is None
    assert not client.cookies
    who = "somebody with the link “For North & Co”"
    assert told(link) == [
        ("opened", "sharelink", who),
        ("downloaded", "sharelink", who),
        ("uploaded", "sheetimport", who),
    ]


def test_what_a_page_tells_of_itself(cast: Cast) -> None:
    link = linked(cast)
    answer = Client().get(page_of(link))
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "token", ["x", "x" * 43, "ü" * 43, "%00" * 43], ids=("short", "letters", "umlauts", "nulls")
)
def test_an_unknown_address_is_a_friendly_404(cast: Cast, token: str) -> None:
    linked(cast)
    for end in ("", "sent/"):
        answer = Client().get(f"/shared/{token}/{end}")
        assert answer.status_code == 404
        assert "Nothing is here" in answer.content.decode()
    for end in ("file/", "send/"):
        assert Client().post(f"/shared/{token}/{end}", {"ticket": "x"}).status_code == 404


@pytest.mark.parametrize("how", ["expired", "revoked", "archived"])
def test_a_closed_link_gives_nothing_away(cast: Cast, how: str) -> None:
    link = linked(cast)
    ticket = opened(link)
    before = AuditRecord.objects.filter(via="link").count()
    if how == "expired":
        ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    elif how == "revoked":
        revoke_link(access=cast.access, link=link)
    else:
        cast.workspace.archived_at = timezone.now()
        cast.workspace.save(update_fields=["archived_at"])
    answers = [
        Client().get(page_of(link)),
        Client().post(page_of(link), {"password": PASSWORD}),
        Client().post(page_of(link, "file/"), {"ticket": ticket}),
        send(link, ticket),
    ]
    for answer in answers:
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "This link is closed" in page
        assert cast.workspace.name not in page
        assert link.name not in page
    assert not SheetImport.objects.exists()
    assert AuditRecord.objects.filter(via="link").count() == before


def test_a_wrong_password_opens_nothing(cast: Cast) -> None:
    link = linked(cast, password=PASSWORD)
    answer = Client().post(page_of(link), {"password": "a cup of black tea"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This is not the password of this link" in page
    assert "ticket" not in page
    assert "a cup of black tea" not in page
    link.refresh_from_db()
    assert link.last_opened_at is None
    assert told(link) == []


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls are counted without a clock, so that no slow machine gets one more."""
    calls: Counter[str] = Counter()

    def wait(name: str, limit: int) -> float:
        calls[name] += 1
        return 30.5 if limit and calls[name] > limit else 0.0

    monkeypatch.setattr(public_share, "wait_for_call", wait)


@pytest.mark.usefixtures("counted")
def test_passwords_cannot_be_tried_out(cast: Cast) -> None:
    link = linked(cast, password=PASSWORD)
    client = Client()
    answers = [client.post(page_of(link), {"password": f"tea {n}"}) for n in range(TRIES + 1)]
    assert [answer.status_code for answer in answers] == [403] * TRIES + [429]
    assert answers[-1].headers["Retry-After"] == "31"
    assert "Wait a minute" in answers[-1].content.decode()
    assert client.post(page_of(link), {"password": PASSWORD}).status_code == 429
    elsewhere = client.post(page_of(link), {"password": PASSWORD}, REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 200, "somebody else is not kept out"


@pytest.mark.usefixtures("counted")
def test_nor_by_many_at_once_and_files_cannot_be_poured_in(cast: Cast) -> None:
    link = linked(cast, password=PASSWORD)
    for number in range(TRIES_OF_ALL):
        address = f"198.51.{number}.9"
        wrong = Client().post(page_of(link), {"password": "x"}, REMOTE_ADDR=address)
        assert wrong.status_code == 403
    right = {"password": PASSWORD}
    assert Client().post(page_of(link), right, REMOTE_ADDR="192.0.2.9").status_code == 429
    statuses = [send(link, "no ticket").status_code for _ in range(UPLOADS + 1)]
    assert statuses == [403] * UPLOADS + [429]


def test_a_password_is_compared_by_the_hasher_and_stored_hashed(cast: Cast) -> None:
    link = linked(cast, password=PASSWORD)
    assert PASSWORD not in link.password
    assert "$" in link.password
    for row in AuditRecord.objects.all():
        assert PASSWORD not in f"{row.before} {row.after}"
        assert link.password not in f"{row.before} {row.after}"
        assert link.token not in f"{row.before} {row.after} {row.target_label} {row.actor}"


def test_a_ticket_is_of_one_link(cast: Cast) -> None:
    ours, other = linked(cast, name="Ours"), linked(cast, name="Other", password=PASSWORD)
    stolen = opened(ours)
    for end in ("file/", "send/"):
        answer = Client().post(
            page_of(other, end), {"ticket": stolen, "sender": "x", "file": sheet()}
        )
        assert answer.status_code == 403
        assert "A password, please" in answer.content.decode()
    assert not SheetImport.objects.exists()


def test_a_ticket_ends_with_its_hours_and_with_its_password(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = linked(cast, password=PASSWORD)
    ticket = opened(link, PASSWORD)
    change_link(access=cast.access, link=link, changes={"password": "another cup of tea"})
    assert Client().post(page_of(link, "file/"), {"ticket": ticket}).status_code == 403
    fresh = opened(link, "another cup of tea")
    monkeypatch.setattr(share_links_ticket, "GOOD_FOR", timedelta(seconds=-1))
    answer = Client().post(page_of(link, "file/"), {"ticket": fresh})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_a_made_up_ticket_is_none(cast: Cast) -> None:
    link = linked(cast, password=PASSWORD)
    for ticket in ("", "x", "a:b:c", signing.dumps({"link": link.pk}, salt="other")):
        assert Client().post(page_of(link, "file/"), {"ticket": ticket}).status_code == 403


def test_an_opening_is_written_down_once(cast: Cast) -> None:
    link = linked(cast)
    client = Client()
    client.head(page_of(link))
    assert told(link) == []
    for _ in range(3):
        client.get(page_of(link))
    assert [action for action, *_ in told(link)] == ["opened"]
    earlier = timezone.now() - timedelta(hours=1)
    ShareLink.objects.filter(pk=link.pk).update(last_opened_at=earlier)
    client.get(page_of(link))
    assert [action for action, *_ in told(link)] == ["opened", "opened"]
    row = AuditRecord.objects.filter(via="link").latest("pk")
    assert (row.user, row.address) == (None, None)


def test_words_of_others_are_inert(cast: Cast) -> None:
    link = linked(cast, name="<script>alert(1)</script>")
    page = Client().get(page_of(link)).content.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    send(link, opened(link), sender="<img src=x onerror=alert(1)>")
    inside = cast.client(cast.owner).get(cast.url(f"share/links/{link.pk}/")).content.decode()
    assert "<img src=x" not in inside
    assert "&lt;img src=x" in inside


def test_while_its_file_is_made_and_when_it_is_gone(cast: Cast) -> None:
    link = linked(cast, done=False)
    page = Client().get(page_of(link)).content.decode()
    assert "is being made" in page
    answer = Client().post(page_of(link, "file/"), {"ticket": ticket_of(page)})
    assert answer.status_code == 410
    assert "is being made" in answer.content.decode()
    assert link.job is not None
    link.job.state = "failed"
    link.job.save(update_fields=["state"])
    assert "could not be made" in Client().get(page_of(link)).content.decode()
    link.job.delete()
    assert "no longer kept" in Client().get(page_of(link)).content.decode()


@pytest.mark.usefixtures("counted")
def test_one_network_cannot_keep_all_others_out(cast: Cast) -> None:
    link = linked(cast, password=PASSWORD)
    for number in range(2 * TRIES_OF_ALL):
        Client().post(page_of(link), {"password": f"tea {number}"}, REMOTE_ADDR="198.51.100.9")
    right = {"password": PASSWORD}
    assert Client().post(page_of(link), right, REMOTE_ADDR="192.0.2.9").status_code == 200
