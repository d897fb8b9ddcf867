"""The voice word by word, packs, the register, the voice check, and settling remarks: by pages."""

import re
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import signing

from messaging.models import Claim, Overrule, Proof, Variant, Voice, VoiceRemark
from messaging.voice_check import check_live_texts
from messaging.web.voice_words import salt
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord


def voice(cast: Cast, **fields: Any) -> Voice:
    return Voice.objects.create(workspace=cast.workspace, **fields)


def stored(cast: Cast) -> Voice:
    return Voice.objects.get(workspace=cast.workspace)


def put_back(cast: Cast, answer: Any) -> Any:
    client = cast.client(cast.editor)
    note = unquote(answer["Location"].partition("gone=")[2])
    page = client.get(answer["Location"]).content.decode()
    assert "Put it back" in page
    return client.post(cast.url("write/voice/put-back/"), {"what": note}, follow=True)


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    client.post(cast.url("write/voice/never/add/"), {"word": " seamless "})
    client.post(cast.url("write/voice/instead/add/"), {"avoid": "users", "use": "people"})
    assert stored(cast).banned_words == ["seamless"]
    assert stored(cast).preferred_terms == {"users": "people"}
    answer = client.post(cast.url("write/voice/never/remove/"), {"word": "seamless"})
    assert stored(cast).banned_words == []
    put_back(cast, answer)
    assert stored(cast).banned_words == ["seamless"]
    answer = client.post(cast.url("write/voice/instead/remove/"), {"avoid": "users"})
    assert stored(cast).preferred_terms == {}
    put_back(cast, answer)
    assert stored(cast).preferred_terms == {"users": "people"}
    told = AuditRecord.objects.filter(target_type="voice").order_by("pk")
    assert [each.action for each in told] == ["created", *["changed"] * 5]


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        ("never/add/", {"word": " "}, "Type a word"),
        ("never/add/", {"word": "Robust"}, "“Robust” is there already"),
        ("never/add/", {"word": "people"}, "stands among the words you never say"),
        ("never/add/", {"word": "!!"}, "no letter"),
        ("never/add/", {"word": "x" * 81}, "At most 80"),
        ("instead/add/", {"avoid": "users", "use": "customers"}, "you say “people” already"),
        ("instead/add/", {"avoid": "solid", "use": "robust"}, "never say"),
        ("instead/add/", {"avoid": "tea", "use": "Tea"}, "become itself"),
        ("instead/add/", {"avoid": "folk", "use": "users"}, "becomes another word"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field_and_kept(
    cast: Cast, path: str, typed: dict[str, str], told: str
) -> None:
    voice(cast, banned_words=["robust"], preferred_terms={"users": "people"})
    answer = cast.client(cast.editor).post(cast.url(f"write/voice/{path}"), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert all(f'value="{value}"' in page for value in typed.values())
    assert stored(cast).banned_words == ["robust"]


def test_a_ban_of_a_word_they_use_is_told(cast: Cast) -> None:
    make.make_persona(cast.workspace, name="Nora", vocabulary=["the shoebox"])
    client = cast.client(cast.editor)
    page = client.post(cast.url("write/voice/never/add/"), {"word": "shoebox"}, follow=True)
    assert "Nora says it, though" in page.content.decode()
    assert "Nora says it" in client.get(cast.url("write/voice/")).content.decode()


def test_many_at_once_are_checked_against_each_other(cast: Cast) -> None:
    typed = {"banned_words": "people", "preferred_terms": "users = people"}
    page = cast.client(cast.editor).post(cast.url("write/voice/"), typed).content.decode()
    assert "stands among the words you never say" in page
    assert not Voice.objects.filter(workspace=cast.workspace).exists()


def test_packs_are_switched_on_where_one_sees_what_they_hold(cast: Cast) -> None:
    client = cast.client(cast.editor)
    url = cast.url("write/voice/packs/")
    page = client.get(url).content.decode()
    assert "medicinal claim" in page
    assert "What the platforms refuse" in page
    client.post(url, {"pack": ["health"]})
    assert stored(cast).packs == ["health"]
    client.post(url, {"pack": ["nonsense"]})
    assert stored(cast).packs == ["health"]
    client.post(url, {})
    assert stored(cast).packs == []


def test_the_register_says_what_is_backed_and_where_it_is_read(cast: Cast) -> None:
    row = voice(cast)
    offer = make.make_offer(cast.workspace, name="Ledger")
    proof = Proof.objects.create(
        workspace=cast.workspace, offer=offer, text="Asked 90", expires_on=date(2020, 1, 1)
    )
    claim = Claim.objects.create(
        workspace=cast.workspace, voice=row, text="keep the weekend", proof=proof
    )
    live = make.make_live(make.make_message(cast.workspace))
    client = cast.client(cast.editor)
    page = client.get(cast.url("write/voice/")).content.decode()
    assert "proof is over" in page
    assert f"/write/variants/{live.pk}/" in page
    sheet = client.get(cast.url("write/voice/claims/download/")).content.decode()
    assert f"keep the weekend,proof is over,Asked 90,,2020-01-01,{live.key}" in sheet
    url = cast.url(f"write/voice/claims/{claim.pk}/edit/")
    assert "keep the weekend" in client.get(url).content.decode()
    client.post(url, {"text": "keep the weekend", "proof_text": "Asked 91"})
    claim.refresh_from_db()
    assert (claim.proof, claim.proof_text) == (None, "Asked 91")
    answer = client.post(cast.url(f"write/voice/claims/{claim.pk}/remove/"))
    put_back(cast, answer)
    assert Claim.objects.get().proof_text == "Asked 91"


def test_a_note_of_another_workspace_puts_nothing_back(cast: Cast) -> None:
    note = signing.dumps({"kind": "banned", "word": "x"}, salt=salt(cast.other))
    answer = cast.client(cast.editor).post(
        cast.url("write/voice/put-back/"), {"what": note}, follow=True
    )
    assert "can no longer be put back" in answer.content.decode()
    assert not Voice.objects.filter(workspace=cast.workspace).exists()


def test_the_voice_check_marks_the_words_and_takes_a_reason(cast: Cast) -> None:
    live = make.make_live(make.make_message(cast.workspace))
    voice(cast, banned_words=["weekend"])
    check_live_texts(access=cast.access)
    client = cast.client(cast.editor)
    url = cast.url("write/voice/check/")
    page = client.get(url).content.decode()
    assert "Close the books by the third and keep the <mark>weekend</mark>." in page
    assert "Visitors see it" in page
    row = VoiceRemark.objects.get()
    empty = client.post(cast.url(f"write/voice/check/{row.pk}/settle/"), {"reason": ""})
    assert (empty.status_code, "Say why it may stay" in empty.content.decode()) == (422, True)
    client.post(cast.url(f"write/voice/check/{row.pk}/settle/"), {"reason": "=A name"})
    page = client.get(url).content.decode()
    assert "Every live text keeps your rules" in page
    assert "=A name" in page
    twice = client.post(cast.url(f"write/voice/check/{row.pk}/settle/"), {"reason": "Again"})
    assert twice.status_code == 409
    sheet = client.get(cast.url("write/voice/check/download/")).content.decode()
    assert live.key in sheet
    assert ",'=A name" in sheet
    client.post(cast.url(f"write/voice/check/{row.pk}/reopen/"))
    assert "<mark>weekend</mark>" in client.get(url).content.decode()


def test_more_remarks_are_no_more_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    voice(cast, banned_words=["weekend"])
    for _ in range(12):
        make.make_live(make.make_message(cast.workspace))
    check_live_texts(access=cast.access)
    client = cast.client(cast.editor)
    client.get(cast.url("write/voice/check/"))
    with django_assert_max_num_queries(36):
        client.get(cast.url("write/voice/check/"))


def number(cast: Cast) -> Variant:
    message = make.make_message(cast.workspace)
    return make.make_variant(message, parts=make.HERO | {"subline": "Books in 3 days."})


def about(detail: str = "nothing in the brief backs the number '3'.") -> dict[str, str]:
    return {"gate": "number", "detail": detail}


def test_submitting_lists_what_is_open_and_it_is_settled_there(cast: Cast) -> None:
    variant = number(cast)
    client = cast.client(cast.editor)
    refused = client.post(cast.url(f"write/variants/{variant.pk}/submit/"))
    assert refused.status_code == 409
    assert "One remark is open" in refused.content.decode()
    url = cast.url(f"write/variants/{variant.pk}/let-pass/")
    empty = client.post(url, about())
    assert (empty.status_code, "Say why it may stay" in empty.content.decode()) == (422, True)
    gone = client.post(url, about("nothing.") | {"reason": "So"})
    assert gone.status_code == 409
    client.post(url, about() | {"reason": "The law counts in days"})
    client.post(cast.url(f"write/variants/{variant.pk}/submit/"))
    variant.refresh_from_db()
    assert variant.state == "submitted"
    page = cast.client(cast.approver).get(cast.url("write/approvals/")).content.decode()
    assert "let this pass: “The law counts in days”" in page
    row = Overrule.objects.get()
    client.post(cast.url(f"write/passed/{row.pk}/undo/"))
    assert not Overrule.objects.exists()


def test_a_proof_is_added_on_the_page_of_the_text(cast: Cast) -> None:
    make.make_offer(cast.workspace, name="Ledger")
    variant = number(cast)
    client = cast.client(cast.editor)
    url = cast.url(f"write/variants/{variant.pk}/prove/")
    bad = client.post(url, about() | {"proof": "A few days"})
    assert bad.status_code == 422
    assert "has to say the number 3 itself" in bad.content.decode()
    assert 'value="A few days"' in bad.content.decode()
    assert client.post(url, about() | {"proof": "", "link": "no link"}).status_code == 422
    client.post(url, about() | {"proof": "3 days on average", "expires_on": "2031-01-01"})
    assert Proof.objects.filter(text="3 days on average").exists()
    page = client.get(cast.url(f"write/variants/{variant.pk}/")).content.decode()
    assert not re.search("What stands against it", page)
