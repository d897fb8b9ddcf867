"""Nonsense in the forms of the site: a page or a message, and never a way off the site."""

import pytest

from messaging.models import Variant
from tests import make
from tests.conftest import Cast
from workspaces.web.given import row_id, row_ids

NO_IDS = ["", "-1", "²", "١", "1.5", "\x00", str(2**63), "9" * 5_000]
ELSEWHERE = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "///evil.example",
    "https:evil.example",
    "evil",
    "",
    "/" + "x" * 5_000,
]


def test_only_ids_are_ids() -> None:
    assert row_ids([*NO_IDS, "7", "0012"]) == [7, 12]
    assert row_id(str(2**63 - 1)) == 2**63 - 1


@pytest.mark.parametrize("place", ELSEWHERE)
def test_next_never_leads_off_the_site(cast: Cast, place: str) -> None:
    pain = make.make_pain(cast.workspace)
    evidence = make.make_evidence(cast.workspace)
    variant = make.make_variant(
        make.make_message(cast.workspace), state=Variant.State.SUBMITTED, key="it"
    )
    client = cast.client(cast.approver)
    said = {"next": place, "evidence": evidence.pk, "pain": pain.pk, "reason": "No."}
    for path in ("listen/attach/", f"write/variants/{variant.pk}/reject/"):
        answer = client.post(cast.url(path), said)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/w/tea/"), path


@pytest.mark.parametrize("text", NO_IDS)
def test_what_is_no_id_chooses_nothing(cast: Cast, text: str) -> None:
    pain = make.make_pain(cast.workspace)
    evidence = make.make_evidence(cast.workspace)
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    for path, said in (
        ("listen/attach/", {"evidence": text, "pain": pain.pk}),
        (f"listen/suggestions/{evidence.pk}/", {"confirm": text}),
        ("write/approvals/", {"variant": text}),
        (f"write/messages/{message.pk}/new/", {"pain": text, "part_headline": "A"}),
    ):
        assert client.post(cast.url(path), said).status_code < 500, path
    for path in ("test/", "learn/", "listen/", "write/"):
        answer = client.get(cast.url(path), {"q": text, "page": text, "pain": text})
        assert answer.status_code in (200, 404), path


def test_a_part_that_is_no_text_is_a_fault_of_its_field(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    answer = cast.client(cast.editor).post(
        cast.url(f"write/messages/{message.pk}/new/"),
        {"part_headline": "a\x00b", "part_subline": "Keep this."},
    )
    assert answer.status_code in (200, 422)
    assert "Keep this." in answer.content.decode()
