"""From a pain to live words in the browser, and nobody's words lost on the way."""

import pytest

from messaging.conflicts import StillLiveError
from messaging.models import Message, Placement, Variant
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

PLACE = {"name": "Pricing page", "key": "pricing-hero", "channel": "web_hero"}
FORM = {f"part_{name}": text for name, text in make.HERO.items()}


def stored(cast: Cast, pk: int) -> Variant:
    row: Variant = Variant.objects.get(pk=pk, workspace=cast.workspace)
    return row


def test_it_works(cast: Cast) -> None:
    """A place, drafts, one kept, submitted, approved, live: plain forms all the way."""
    pain = make.make_pain(cast.workspace)
    client = cast.client(cast.approver)
    made = client.post(cast.url("write/placements/new/"), PLACE)
    message = Message.objects.get(workspace=cast.workspace)
    studio = cast.url(f"write/messages/{message.pk}/")
    assert made["Location"] == studio
    page = client.get(studio)
    draft = page.context["offered"][2]
    order = dict(page.context["order_fields"])
    kept = client.post(f"{studio}keep/", order | {"draft": [draft.name]})
    assert kept["Location"].startswith(f"{studio}?pain={pain.pk}")
    variant = Variant.objects.get(workspace=cast.workspace)
    assert variant.parts == draft.draft.parts
    for name, state in (("submit", "submitted"), ("approve", "approved")):
        client.post(cast.url(f"write/variants/{variant.pk}/{name}/"))
        assert stored(cast, variant.pk).state == state
    client.post(cast.url(f"write/variants/{variant.pk}/publish/"))
    message.refresh_from_db()
    assert message.live_variant == variant
    page = client.get(cast.url(f"write/variants/{variant.pk}/")).content.decode()
    for word in ("Live", "Where each sentence comes from", "Published", "Approved", "Kept"):
        assert word in page
    assert "Put it live" not in page


def test_a_kept_draft_is_shown_as_kept(cast: Cast) -> None:
    make.make_pain(cast.workspace)
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    studio = cast.url(f"write/messages/{message.pk}/")
    page = client.get(studio)
    order = dict(page.context["order_fields"])
    client.post(f"{studio}keep/", order | {"draft": [page.context["offered"][0].name]})
    again = client.get(studio).context["offered"]
    assert [each.kept for each in again] == [True, *[False] * (len(again) - 1)]


def test_other_drafts_are_one_press_away(cast: Cast) -> None:
    make.make_pain(cast.workspace)
    message = make.make_message(cast.workspace)
    client = cast.client(cast.viewer)
    first = client.get(cast.url(f"write/messages/{message.pk}/"))
    more = client.get(cast.url(f"write/messages/{message.pk}/?{first.context['more_query']}"))
    texts = [[each.draft.text for each in page.context["offered"]] for page in (first, more)]
    assert texts[0] != texts[1]


def test_a_thin_brief_says_what_would_help(cast: Cast) -> None:
    empty = dict.fromkeys(
        ("statement", "struggle", "trigger", "cost", "feeling", "workaround"), ""
    ) | dict.fromkeys(("desired_outcome", "why"), "")
    make.make_pain(cast.workspace, **empty)
    message = make.make_message(cast.workspace)
    page = cast.client(cast.editor).get(cast.url(f"write/messages/{message.pk}/"))
    assert page.status_code == 200
    assert "What they struggle with" in page.content.decode()


def test_without_any_pain_it_teaches(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    page = cast.client(cast.editor).get(cast.url(f"write/messages/{message.pk}/"))
    assert "Whose problem is it?" in page.content.decode()


def test_a_key_that_is_taken_is_said_beside_it(cast: Cast) -> None:
    client = cast.client(cast.editor)
    client.post(cast.url("write/placements/new/"), PLACE)
    again = client.post(cast.url("write/placements/new/"), PLACE | {"name": "My own words"})
    assert again.status_code == 409
    page = again.content.decode()
    assert "There is a placement called pricing-hero already." in page
    assert "My own words" in page
    assert Placement.objects.filter(workspace=cast.workspace).count() == 1


def test_words_of_one_s_own(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    url = cast.url(f"write/messages/{message.pk}/new/")
    assert "There are no words yet" in client.post(url, {}).content.decode()
    client.post(url, FORM)
    assert Variant.objects.get(workspace=cast.workspace).parts == make.HERO


def test_lists_are_written_one_a_line(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="google_rsa")
    typed = {
        "part_headlines": "Books done by the third\r\n\r\nNo more chasing\r\n",
        "part_descriptions": "One\r\nTwo",
    }
    cast.client(cast.editor).post(cast.url(f"write/messages/{message.pk}/new/"), typed)
    assert Variant.objects.get(workspace=cast.workspace).parts == {
        "headlines": ["Books done by the third", "No more chasing"],
        "descriptions": ["One", "Two"],
    }


def test_two_editors_lose_nothing(cast: Cast) -> None:
    """Both texts are shown, nothing is stored; saving once more is a choice."""
    variant = make.make_variant(make.make_message(cast.workspace))
    url = cast.url(f"write/variants/{variant.pk}/edit/")
    owner, editor = cast.client(cast.owner), cast.client(cast.editor)
    owner.post(url, FORM | {"revision": "1", "part_headline": "Theirs came first"})
    late = editor.post(url, FORM | {"revision": "1", "part_headline": "Mine came second"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Mine came second" in page
    assert "<ins>Theirs" in page
    assert stored(cast, variant.pk).parts["headline"] == "Theirs came first"
    assert 'name="revision" value="2"' in page
    editor.post(url, FORM | {"revision": "2", "part_headline": "Mine came second"})
    assert stored(cast, variant.pk).parts["headline"] == "Mine came second"


@pytest.mark.parametrize("state", ["submitted", "approved", "rejected"])
def test_fixed_words_are_edited_as_a_new_draft(cast: Cast, state: str) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state=state)
    cast.client(cast.editor).post(
        cast.url(f"write/variants/{variant.pk}/edit/"),
        FORM | {"revision": "1", "part_headline": "Another start"},
    )
    assert stored(cast, variant.pk).parts == make.HERO
    made = Variant.objects.get(workspace=cast.workspace, derived_from=variant)
    assert (made.state, made.parts["headline"]) == ("draft", "Another start")


def test_what_the_channel_refuses_is_said_where_one_pressed(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="google_rsa")
    parts = {"headlines": ["x" * 31, "b", "c"], "descriptions": ["d", "e"]}
    variant = make.make_variant(message, parts=parts)
    answer = cast.client(cast.editor).post(cast.url(f"write/variants/{variant.pk}/submit/"))
    assert answer.status_code == 409
    assert "31 characters, 30 are allowed" in answer.content.decode()
    assert stored(cast, variant.pk).state == "draft"


def test_steps_out_of_order_change_nothing(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    client = cast.client(cast.owner)
    for name in ("approve", "publish", "restore"):
        answer = client.post(cast.url(f"write/variants/{variant.pk}/{name}/"))
        assert answer.status_code == 409, name
        assert 'role="alert"' in answer.content.decode()
    assert client.post(cast.url(f"write/variants/{variant.pk}/dance/")).status_code == 404
    assert client.get(cast.url(f"write/variants/{variant.pk}/submit/")).status_code == 405
    assert stored(cast, variant.pk).state == "draft"


def test_live_words_cannot_be_taken_away(cast: Cast) -> None:
    live = make.make_live(make.make_message(cast.workspace))
    client = cast.client(cast.owner)
    answer = client.post(cast.url(f"write/variants/{live.pk}/retire/"))
    assert answer.status_code == 409
    assert StillLiveError.code == "still_live"
    removed = client.post(
        cast.url(f"write/placements/{live.message.placement_id}/remove/"), follow=True
    )
    assert "Visitors see this placement, so it stays." in removed.content.decode()
    live.message.refresh_from_db()
    assert live.message.live_variant == live


def test_a_rejection_without_a_reason_asks_for_one(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state="submitted")
    client = cast.client(cast.owner)
    url = cast.url(f"write/variants/{variant.pk}/reject/")
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "It talks about us"})
    page = client.get(cast.url(f"write/variants/{variant.pk}/")).content.decode()
    assert "It talks about us" in page
    assert stored(cast, variant.pk).state == "rejected"


def test_several_are_approved_at_once(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    waiting = [make.make_variant(message, state="submitted") for _ in range(3)]
    draft = make.make_variant(message)
    answer = cast.client(cast.owner).post(
        cast.url("write/approvals/"),
        {"variant": [waiting[0].pk, waiting[2].pk, draft.pk]},
        follow=True,
    )
    page = answer.content.decode()
    assert "2 texts are approved." in page
    assert f"{draft.key} is draft" in page
    states = [stored(cast, row.pk).state for row in (*waiting, draft)]
    assert states == ["approved", "submitted", "approved", "draft"]


def test_the_way_back_stays_on_this_site(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.owner)
    for target, expected in (
        (cast.url("write/approvals/"), cast.url("write/approvals/")),
        ("//elsewhere.example/", None),
        ("https://elsewhere.example/", None),
    ):
        variant = make.make_variant(message, state="submitted")
        url = cast.url(f"write/variants/{variant.pk}/approve/")
        answer = client.post(url, {"next": target})
        own = cast.url(f"write/variants/{variant.pk}/")
        assert answer["Location"] == (expected or own)


@pytest.mark.parametrize("address", ["keep/", "new/", "remove/"])
def test_a_viewer_changes_nothing_in_the_studio(cast: Cast, address: str) -> None:
    message = make.make_message(cast.workspace)
    url = cast.url(f"write/messages/{message.pk}/{address}")
    assert cast.client(cast.viewer).post(url, FORM).status_code == 403


def test_a_viewer_decides_nothing(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state="submitted")
    client = cast.client(cast.viewer)
    for name in ("submit", "approve", "reject", "retire", "restore", "publish", "edit"):
        answer = client.post(cast.url(f"write/variants/{variant.pk}/{name}/"), {"reason": "no"})
        assert answer.status_code == 403, name
    assert client.post(cast.url("write/approvals/"), {"variant": variant.pk}).status_code == 403
    assert stored(cast, variant.pk).state == "submitted"
    assert not AuditRecord.objects.filter(target_type="variant", workspace=cast.workspace)
