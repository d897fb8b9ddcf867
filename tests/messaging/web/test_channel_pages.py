"""Channels and merge tags on their pages, and pins in the editor."""

from typing import Any

import pytest

from messaging.channels_here import channels_in, forget, places_in
from messaging.models import Campaign, MergeTags, OwnChannel, Variant
from messaging.own_channels import add_channel
from tests import make
from tests.conftest import Cast
from tests.guards.audit_examples_channels import LETTER, TYPED

GOOGLE = {
    "headlines": ["Late trains again?", "Be home by six", "Know before you go"],
    "descriptions": ["See the delay first.", "Pick the next train."],
}


def fresh(cast: Cast) -> Any:
    forget(cast.workspace)
    return places_in(cast.workspace)


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    page = client.get(cast.url("write/channels/")).content.decode()
    assert "Google responsive search ad" in page
    assert "longer is refused" in page
    answer = client.post(cast.url("write/channels/new/"), {**TYPED, "key": "letter"})
    assert answer.status_code == 302
    assert fresh(cast).channels["letter"].part("headline_1").hard == 50
    assert "Letter" in client.get(cast.url("write/channels/")).content.decode()
    places = client.get(cast.url("write/placements/new/")).content.decode()
    assert 'value="letter"' in places


def test_faults_stand_beside_their_field_and_keep_what_was_typed(cast: Cast) -> None:
    typed = {**TYPED, "key": "Letter!", "part-0-truncation": "70"}
    answer = cast.client(cast.editor).post(cast.url("write/channels/new/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Use small letters" in page
    assert "is never reached" in page
    assert 'value="70"' in page
    assert not OwnChannel.objects.for_workspace(cast.workspace).exists()


def test_texts_that_break_are_listed_and_may_be_let_through(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="sales_line")
    make.make_variant(message, key="long-one", parts={"body": "a" * 200})
    client = cast.client(cast.editor)
    address = cast.url("write/channels/new/") + "?change=sales_line"
    typed = {**TYPED, "part-INITIAL_FORMS": "1", "part-0-key": "body", "part-0-hard": "100"}
    answer = client.post(address, typed)
    assert answer.status_code == 409
    assert "long-one" in answer.content.decode()
    assert not OwnChannel.objects.for_workspace(cast.workspace).exists()
    assert client.post(address, {**typed, "anyway": "yes"}).status_code == 302
    assert fresh(cast).channels["sales_line"].part("body").hard == 100


def test_own_limits_keep_what_the_form_does_not_show(cast: Cast) -> None:
    client = cast.client(cast.editor)
    address = cast.url("write/channels/new/") + "?change=google_rsa"
    page = client.get(address)
    form, rows = page.context["form"], page.context["rows"]
    typed: dict[str, Any] = {name: form[name].value() or "" for name in form.fields}
    typed |= {"part-TOTAL_FORMS": "4", "part-INITIAL_FORMS": "4"}
    for row in list(rows)[:4]:
        typed |= {f"{row.prefix}-{name}": row[name].value() or "" for name in row.fields}
        typed |= {f"{row.prefix}-minimum": str(row["minimum"].value())}
    assert client.post(address, typed).status_code == 302
    headlines = fresh(cast).channels["google_rsa"].part("headlines")
    assert (headlines.pins, headlines.hard, headlines.counting) == (3, 30, "double_width")


def test_a_used_channel_is_not_removed_and_ours_come_back(cast: Cast) -> None:
    row = add_channel(access=cast.access, key="letter", document=LETTER)
    make.make_message(cast.workspace, channel="letter")
    client = cast.client(cast.editor)
    page = client.post(cast.url(f"write/channels/{row.pk}/remove/"), follow=True)
    assert "use it" in page.content.decode()
    assert "letter" in channels_in(cast.workspace)


def test_merge_tags_count_with_the_longest_value_of_the_workspace(cast: Cast) -> None:
    client = cast.client(cast.editor)
    typed = {
        "dialect": "mailchimp",
        "longest.first_name": "B" * 40,
        "fields.mailchimp.first_name": "VORNAME",
        "new_token": "city",
        "new_longest": "Llanfair",
    }
    assert client.post(cast.url("write/merge-tags/"), typed).status_code == 302
    tags = fresh(cast).tags
    assert tags.dialect == "mailchimp"
    assert (tags.longest["first_name"], tags.longest["city"]) == ("B" * 40, "Llanfair")
    assert tags.fields == {"mailchimp": {"first_name": "VORNAME"}}
    message = make.make_message(cast.workspace, channel="google_rsa")
    long = {**GOOGLE, "headlines": ["Hi {{first_name|you}}", *GOOGLE["headlines"][1:]]}
    variant = make.make_variant(message, parts=long)
    refused = client.post(cast.url(f"write/variants/{variant.pk}/submit/"))
    assert refused.status_code == 409
    assert "43 characters, 30 are allowed" in refused.content.decode()
    assert client.post(cast.url("write/merge-tags/"), {"drop.city": "on"}).status_code == 302
    assert "city" not in fresh(cast).tags.longest


@pytest.mark.parametrize(
    "typed",
    [
        {"new_token": "First Name"},
        {"fields.mailchimp.first_name": "*|FNAME|*"},
        {"longest.first_name": "a{b"},
    ],
)
def test_what_cannot_be_a_merge_tag_is_said_at_its_field(cast: Cast, typed: dict[str, str]) -> None:
    answer = cast.client(cast.editor).post(cast.url("write/merge-tags/"), typed)
    assert answer.status_code == 422
    assert "has-error" in answer.content.decode()
    assert not MergeTags.objects.for_workspace(cast.workspace).exists()


def test_an_unknown_merge_tag_names_those_there_are(cast: Cast) -> None:
    variant = make.make_variant(
        make.make_message(cast.workspace, channel="sales_line"), parts={"body": "In {{city|town}}"}
    )
    refused = cast.client(cast.editor).post(cast.url(f"write/variants/{variant.pk}/submit/"))
    assert "known: first_name, last_name, company" in refused.content.decode()


def test_pins_stay_with_their_texts(cast: Cast) -> None:
    client = cast.client(cast.editor)
    message = make.make_message(cast.workspace, channel="google_rsa")
    typed = {
        "part_headlines": [*GOOGLE["headlines"], ""],
        "pin_headlines": ["0", "1", "2", "3"],
        "part_descriptions": GOOGLE["descriptions"],
        "pin_descriptions": ["0", "2"],
    }
    client.post(cast.url(f"write/messages/{message.pk}/new/"), typed)
    row = Variant.objects.for_workspace(cast.workspace).get()
    assert row.pins == {"headlines": {"1": 1, "2": 2}, "descriptions": {"1": 2}}
    page = client.get(cast.url(f"write/variants/{row.pk}/edit/")).content.decode()
    assert page.count("selected") >= 3
    # The first is removed, so the pinned ones move up with their pins.
    fewer = {**typed, "part_headlines": ["", *GOOGLE["headlines"][1:], "Late?"], "revision": "1"}
    client.post(cast.url(f"write/variants/{row.pk}/edit/"), fewer)
    row.refresh_from_db()
    assert row.parts["headlines"] == [*GOOGLE["headlines"][1:], "Late?"]
    assert row.pins["headlines"] == {"0": 1, "1": 2, "2": 3}
    # Lines sent whole say nothing of pins: each stays with its text.
    lines = {"part_headlines": "Late?\nOn time\nBe home by six", "revision": "2"}
    client.post(cast.url(f"write/variants/{row.pk}/edit/"), lines)
    row.refresh_from_db()
    assert row.pins["headlines"] == {"0": 3, "2": 1}


def test_a_position_there_is_not_is_refused(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="google_rsa")
    typed = {"part_descriptions": GOOGLE["descriptions"], "pin_descriptions": ["3", "0"]}
    page = cast.client(cast.editor).post(cast.url(f"write/messages/{message.pk}/new/"), typed)
    assert "can be pinned to 1 to 2" in page.content.decode()
    assert not Variant.objects.for_workspace(cast.workspace).exists()


def test_pins_over_rest(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="google_rsa")
    api = cast.api(scopes=["read", "write"])
    body: dict[str, Any] = {"message": message.pk, "parts": GOOGLE}
    made = api.post("/api/v1/variants/", {**body, "pins": {"headlines": {"1": 1}}}, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["pins"] == {"headlines": {"1": 1}}
    for pins in ({"headlines": {"9": 1}}, {"headlines": {"0": 4}}, {"path1": {"0": 1}}):
        refused = api.post("/api/v1/variants/", {**body, "pins": pins}, format="json")
        assert refused.status_code == 400, pins


def test_quotes_are_typed_plainly_by_one_click_and_nothing_is_saved(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="sms")
    client = cast.client(cast.editor)
    typed = {"part_body": "“" + "a" * 98 + "”"}
    address = cast.url(f"write/messages/{message.pk}/new/")
    seen = client.post(cast.url(f"write/messages/{message.pk}/lens/"), typed).content.decode()
    assert 'name="straighten"' in seen
    page = client.post(address, {**typed, "straighten": "yes"})
    assert "&quot;" + "a" * 98 + "&quot;" in page.content.decode()
    assert "1 message" in page.content.decode()
    assert not Variant.objects.for_workspace(cast.workspace).exists()


def test_the_link_of_a_text_says_where_it_was_read(cast: Cast) -> None:
    campaign = Campaign.objects.create(
        workspace=cast.workspace, name="Spring sale", final_url="https://a.example/?x=1#top"
    )
    message = make.make_message(cast.workspace, channel="email")
    message.placement.campaign = campaign
    message.placement.save()
    parts = {"subject": "Late?", "preheader": "Again?", "body": "See it first."}
    variant = make.make_variant(message, key="mail-1", parts=parts)
    page = cast.client(cast.viewer).get(cast.url(f"write/variants/{variant.pk}/"))
    assert (
        "https://a.example/?x=1&amp;utm_source=newsletter&amp;utm_medium=email"
        "&amp;utm_campaign=spring-sale&amp;utm_content=mail-1#top"
    ) in page.content.decode()
