"""The other nouns of Write over REST: places, messages, drafts, offers, voice, lens, coverage."""

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.models import Message, Offer, Variant
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

API = "/api/v1/"
HERO = {"key": "pricing-hero", "name": "Pricing page", "channel": "web_hero"}


def test_it_works(cast: Cast) -> None:
    """From nothing to kept drafts with curl alone."""
    pain = make.make_pain(cast.workspace)
    api = cast.api()
    placement = api.post(f"{API}placements/", HERO)
    assert placement.status_code == 201
    listed = api.get(f"{API}messages/", {"placement": placement.json()["id"]}).json()["results"]
    assert [(row["persona"], row["stage"], row["language"]) for row in listed] == [
        (None, None, "en")
    ]
    message = f"{API}messages/{listed[0]['id']}/"
    order = {"pain": pain.pk, "seed": 3, "count": 4}
    offered = api.post(f"{message}generate/", order).json()
    assert len(offered["drafts"]) == 4
    assert "offer.reliefs" in {row["field"] for row in offered["missing"]}
    wanted = [offered["drafts"][1]["fingerprint"]]
    kept = api.post(f"{message}keep/", order | {"drafts": wanted})
    assert kept.status_code == 201
    assert kept.json()[0]["parts"] == offered["drafts"][1]["parts"]


def test_generating_stores_nothing_and_needs_no_right_to_write(cast: Cast) -> None:
    pain, message = make.make_pain(cast.workspace), make.make_message(cast.workspace)
    api = cast.api(scopes=["read"])
    url = f"{API}messages/{message.pk}/"
    assert api.post(f"{url}generate/", {"pain": pain.pk}).status_code == 200
    assert not Variant.objects.filter(workspace=cast.workspace).exists()
    assert api.post(f"{url}keep/", {"pain": pain.pk, "drafts": ["x"]}).status_code == 403


def test_a_draft_nobody_offered_is_not_kept(cast: Cast) -> None:
    pain, message = make.make_pain(cast.workspace), make.make_message(cast.workspace)
    body = {"pain": pain.pk, "drafts": ["0123456789abcdef"]}
    answer = cast.api().post(f"{API}messages/{message.pk}/keep/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "draft_gone")


def test_an_unknown_framework_is_named(cast: Cast) -> None:
    pain, message = make.make_pain(cast.workspace), make.make_message(cast.workspace)
    answer = cast.api().post(
        f"{API}messages/{message.pk}/generate/", {"pain": pain.pk, "framework": "haiku"}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/framework"


def test_the_same_message_twice_is_a_conflict(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    message = make.make_message(cast.workspace)
    body = {"placement": message.placement_id, "persona": persona.pk}
    assert cast.api().post(f"{API}messages/", body).status_code == 201
    again = cast.api().post(f"{API}messages/", body)
    assert (again.status_code, again.json()["code"]) == (409, "already_there")


def test_the_default_message_stays(cast: Cast) -> None:
    api = cast.api()
    api.post(f"{API}placements/", HERO)
    default = Message.objects.get(workspace=cast.workspace)
    answer = api.delete(f"{API}messages/{default.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "fixed")


def test_a_live_placement_keeps_key_and_life(cast: Cast) -> None:
    live = make.make_live(make.make_message(cast.workspace))
    url = f"{API}placements/{live.message.placement_id}/"
    api = cast.api()
    assert api.get(url).json()["is_live"] is True
    assert api.patch(url, {"key": "other"}).json()["code"] == "fixed"
    assert api.patch(url, {"channel": "email"}).json()["code"] == "fixed"
    assert api.delete(url).json()["code"] == "still_live"
    assert api.patch(url, {"name": "A better name"}).json()["name"] == "A better name"


def test_a_placement_needs_a_channel_we_know(cast: Cast) -> None:
    answer = cast.api().post(f"{API}placements/", HERO | {"channel": "billboard"})
    assert answer.status_code == 400
    assert "web_hero" in answer.json()["errors"][0]["detail"]


def test_a_relief_has_the_shape_of_its_slot(cast: Cast) -> None:
    offer, pain = make.make_offer(cast.workspace), make.make_pain(cast.workspace)
    body = {"offer": offer.pk, "pain": pain.pk, "text": "our seamless receipts"}
    api = cast.api()
    refused = api.post(f"{API}reliefs/", body)
    assert refused.status_code == 400
    assert "Begin with a verb" in refused.json()["detail"]
    assert api.post(f"{API}reliefs/", body | {"text": "have it asked for"}).status_code == 201
    assert api.post(f"{API}reliefs/", body | {"text": "have it asked for"}).status_code == 400


def test_voice_is_one_and_begins_empty(cast: Cast) -> None:
    api = cast.api()
    assert api.get(f"{API}voice/").json()["banned_words"] == []
    changed = api.patch(f"{API}voice/", {"banned_words": ["seamless"]})
    assert changed.json()["banned_words"] == ["seamless"]
    assert api.patch(f"{API}voice/", {"tone": "dry"}).json()["banned_words"] == ["seamless"]
    claim = api.post(f"{API}claims/", {"text": "loved", "proof_text": "4.7 of 5"})
    assert claim.status_code == 201


def test_campaigns_hold_personas_of_this_workspace_only(cast: Cast) -> None:
    mine, theirs = make.make_persona(cast.workspace), make.make_persona(cast.other.workspace)
    api = cast.api()
    body = {"name": "Spring", "personas": [mine.pk], "channels": ["email"]}
    made = api.post(f"{API}campaigns/", body)
    assert (made.status_code, made.json()["personas"]) == (201, [mine.pk])
    url = f"{API}campaigns/{made.json()['id']}/"
    assert api.patch(url, {"personas": [theirs.pk]}).status_code == 400
    assert api.patch(url, {"personas": []}).json()["personas"] == []
    backwards = api.patch(url, {"starts_on": "2026-05-02", "ends_on": "2026-05-01"})
    assert backwards.json()["errors"][0]["pointer"] == "/ends_on"


def test_the_lens_reads_any_text(cast: Cast) -> None:
    api = cast.api(scopes=["read"])
    theirs = api.post(f"{API}lens/", {"text": "The till is short again and nobody knows why."})
    ours = api.post(f"{API}lens/", {"text": "We are the leading provider of till solutions."})
    assert theirs.json()["score"] > ours.json()["score"]
    assert theirs.json()["sentences"][0]["cls"] == "problem"
    assert theirs.json()["components"]["customers_words"] is None
    pain = make.make_pain(cast.workspace)
    body = {"text": "Chasing people for receipts takes every last Sunday.", "pain": pain.pk}
    assert api.post(f"{API}lens/", body).json()["components"]["customers_words"] > 0


def test_coverage_counts_what_there_is(cast: Cast) -> None:
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    make.make_stage_pain(stage, pain, intensity=5)
    found = cast.api().get(f"{API}coverage/").json()
    here = next(cell for cell in found["cells"] if cell["stage"] == stage.pk)
    assert (here["gap"] > 0, found["felt"], found["covered"]) == (True, 1, 0)
    make.make_live(make.make_message(cast.workspace, stage=stage), pain=pain)
    found = cast.api().get(f"{API}coverage/").json()
    here = next(cell for cell in found["cells"] if cell["stage"] == stage.pk)
    assert (here["gap"], here["live"], found["covered"]) == (0, 1, 1)


def test_channels_say_what_fits(cast: Cast) -> None:
    channels = {row["key"]: row for row in cast.api().get(f"{API}channels/").json()}
    headlines = channels["google_rsa"]["parts"][0]
    assert (headlines["hard"], headlines["truncation"], headlines["maximum"]) == (30, None, 15)
    assert channels["web_hero"]["parts"][0]["hard"] is None


NOUNS = ("campaigns", "placements", "messages", "variants", "offers", "reliefs", "proofs", "claims")


@pytest.mark.parametrize("noun", NOUNS)
def test_rows_of_another_workspace_do_not_exist(cast: Cast, noun: str) -> None:
    api, other = cast.api(), cast.api(other=True)
    pain = make.make_pain(cast.other.workspace)
    offer = make.make_offer(cast.other.workspace, pain)
    message = make.make_message(cast.other.workspace)
    make.make_variant(message)
    other.post(f"{API}campaigns/", {"name": "Theirs"})
    other.post(f"{API}claims/", {"text": "loved"})
    assert offer.reliefs.count() == 1
    rows = other.get(f"{API}{noun}/").json()["results"]
    assert rows
    assert api.get(f"{API}{noun}/").json()["results"] == []
    url = f"{API}{noun}/{rows[0]['id']}/"
    assert other.get(url).status_code == 200
    assert api.get(url).status_code == 404
    assert api.patch(url, {}).status_code in (404, 405)
    assert api.delete(url).status_code in (404, 405)


@pytest.mark.parametrize(
    ("noun", "queries"),
    [("campaigns", 5), ("placements", 2), ("messages", 2), ("offers", 2), ("reliefs", 2)],
)
def test_lists_cost_the_same_however_long(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, noun: str, queries: int
) -> None:
    api = cast.api()
    for number in range(5):
        pain = make.make_pain(cast.workspace)
        make.make_offer(cast.workspace, pain)
        make.make_live(make.make_message(cast.workspace, persona=pain.persona))
        api.post(f"{API}campaigns/", {"name": f"Spring {number}", "personas": [pain.persona_id]})
    with django_assert_num_queries(queries):
        assert len(api.get(f"{API}{noun}/").json()["results"]) == 5


def test_every_change_is_written_down(cast: Cast) -> None:
    api = cast.api()
    made = api.post(f"{API}offers/", {"name": "Ledger", "features": ["reminders"]})
    assert made.status_code == 201
    api.delete(f"{API}offers/{made.json()['id']}/")
    assert not Offer.objects.filter(workspace=cast.workspace).exists()
    rows = AuditRecord.objects.filter(workspace=cast.workspace, target_type="offer")
    assert [row.action for row in rows] == ["removed", "created"]
