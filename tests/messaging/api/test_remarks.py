"""Remarks, overrules and the voice check over REST."""

from typing import Any

from messaging.models import Overrule, Proof, Voice, VoiceRemark
from messaging.voice_check import check_live_texts
from tests import make
from tests.conftest import Cast

ABOUT = {"gate": "number", "detail": "nothing in the brief backs the number '3'."}


def number(cast: Cast) -> Any:
    return make.make_variant(
        make.make_message(cast.workspace), parts=make.HERO | {"subline": "Books in 3 days."}
    )


def test_it_works(cast: Cast) -> None:
    variant = number(cast)
    refused = cast.api().post(f"/api/v1/variants/{variant.pk}/submit/")
    assert refused.status_code == 409
    (fault,) = refused.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/parts/subline", "number")
    (row,) = cast.api().get(f"/api/v1/variants/{variant.pk}/remarks/").json()
    assert (row["gate"], row["part"], row["words"]) == ("number", "subline", "3")
    assert (row["start"], row["end"]) == (9, 10)
    assert (row["blocks"], row["open"], row["overrule"]) == (False, True, None)
    said = {"variant": variant.pk, **ABOUT, "reason": "Days are what the law counts in."}
    made = cast.api().post("/api/v1/overrules/", said)
    assert made.status_code == 201
    (row,) = cast.api().get(f"/api/v1/variants/{variant.pk}/remarks/").json()
    assert (row["open"], row["overrule"]["id"]) == (False, made.json()["id"])
    listed = cast.api().get(f"/api/v1/overrules/?variant={variant.pk}").json()["results"]
    assert [each["reason"] for each in listed] == [said["reason"]]
    assert cast.api().delete(f"/api/v1/overrules/{made.json()['id']}/").status_code == 204
    assert not Overrule.objects.exists()


def test_a_proof_is_added_and_the_remark_is_gone(cast: Cast) -> None:
    make.make_offer(cast.workspace, name="Ledger")
    variant = number(cast)
    url = f"/api/v1/variants/{variant.pk}/prove/"
    bad = cast.api().post(url, {**ABOUT, "text": "A few days"})
    assert bad.status_code == 400, bad.json()
    assert "3" in str(bad.json())
    good = cast.api().post(url, {**ABOUT, "text": "3 days on average"})
    assert (good.status_code, good.json()) == (200, [])
    assert Proof.objects.filter(text="3 days on average").exists()
    again = cast.api().post(url, {**ABOUT, "text": "3 days on average"})
    assert (again.status_code, again.json()["code"]) == (409, "no_such_remark")


def test_what_nobody_may_let_pass_is_refused(cast: Cast) -> None:
    Voice.objects.create(workspace=cast.workspace, packs=["finance"])
    parts = make.HERO | {"headline": "Risk-free Sundays"}
    variant = make.make_variant(make.make_message(cast.workspace), parts=parts)
    row = cast.api().get(f"/api/v1/variants/{variant.pk}/remarks/").json()[0]
    assert (row["gate"], row["blocks"]) == ("legal", True)
    said = {"variant": variant.pk, "gate": "legal", "detail": row["detail"], "reason": "Please."}
    assert cast.api().post("/api/v1/overrules/", said).status_code == 409


def test_the_voice_check_is_listed_and_settled(cast: Cast) -> None:
    live = make.make_live(make.make_message(cast.workspace))
    Voice.objects.create(workspace=cast.workspace, banned_words=["weekend"])
    check_live_texts(access=cast.access)
    (row,) = cast.api().get("/api/v1/voice-remarks/?settled=false").json()["results"]
    assert (row["variant"], row["gate"], row["is_live"]) == (live.pk, "banned word", True)
    url = f"/api/v1/voice-remarks/{row['id']}/"
    done = cast.api().post(f"{url}settle/", {"reason": "A name."})
    assert done.json()["settlement"] == "A name."
    assert cast.api().post(f"{url}settle/", {"reason": "A name."}).status_code == 409
    assert cast.api().post(f"{url}reopen/", {}).json()["settled_at"] is None
    assert VoiceRemark.objects.get().settlement == ""


def test_a_voice_that_contradicts_itself_is_refused(cast: Cast) -> None:
    said = {"banned_words": ["people"], "preferred_terms": {"users": "people"}}
    refused = cast.api().patch("/api/v1/voice/", said)
    assert refused.status_code == 400
    assert "never say" in str(refused.json())
    assert cast.api().patch("/api/v1/voice/", {"packs": ["nonsense"]}).status_code == 400
    good = cast.api().patch("/api/v1/voice/", {"packs": ["health"]})
    assert good.json()["packs"] == ["health"]
    assert Voice.objects.get().packs == ["health"]
