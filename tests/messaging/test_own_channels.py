"""A workspace's own channels: used wherever copy is written, counted and handed over."""

from typing import Any

import pytest

from messaging.channels import all_channels, check_parts, measure
from messaging.channels.document import DocumentError, document_of
from messaging.channels_here import channel_for, channels_of, forget
from messaging.conflicts import AlreadyThereError
from messaging.drafting import Order, generate_drafts
from messaging.models import OwnChannel, Variant
from messaging.own_channels import (
    BreaksTextsError,
    ChannelInUseError,
    add_channel,
    change_channel,
    remove_channel,
)
from messaging.placing import create_placement
from tests import make
from tests.conftest import Cast

LETTER: dict[str, Any] = {
    "name": "Customer letter",
    "parts": [
        {"name": "Top line", "hard": 60},
        {"name": "Letter", "truncation": 700, "multiline": True},
        {"name": "Button", "truncation": 25},
    ],
}


def hero_with(limit: int) -> dict[str, Any]:
    document = document_of(all_channels()["web_hero"])
    document["parts"][0] |= {"hard": limit, "truncation": None}
    return document


def test_it_works(cast: Cast) -> None:
    add_channel(access=cast.access, key="letter", document=LETTER)
    channel = channel_for(access=cast.access, key="letter")
    assert [part.key for part in channel.parts] == ["top_line_1", "letter_2", "button_3"]
    assert channel.whose == "own"
    placement = create_placement(access=cast.access, key="post", name="Post", channel="letter")
    pain = make.make_pain(cast.workspace)
    make.make_offer(cast.workspace, pain)
    message = placement.messages.get()
    message = type(message).objects.with_aims().get(pk=message.pk, workspace=cast.workspace)
    drafts = generate_drafts(access=cast.access, message=message, order=Order(pain)).drafts
    assert drafts
    for draft in drafts:
        assert list(draft.parts) == ["top_line_1", "letter_2", "button_3"]
        assert not check_parts(channel, draft.parts)


def test_own_limits_for_one_of_ours_take_its_place_and_go_again(cast: Cast) -> None:
    row = add_channel(access=cast.access, key="web_hero", document=hero_with(30))
    changed = channel_for(access=cast.access, key="web_hero")
    assert (changed.part("headline").hard, changed.whose) == (30, "changed")
    assert list(channels_of(cast.access)) == list(all_channels())
    create_placement(access=cast.access, key="top", name="Top", channel="web_hero")
    remove_channel(access=cast.access, channel=row)
    assert channel_for(access=cast.access, key="web_hero") == all_channels()["web_hero"]


def test_another_workspace_sees_nothing_of_it(cast: Cast) -> None:
    add_channel(access=cast.access, key="letter", document=LETTER)
    assert "letter" not in channels_of(cast.other)


def test_they_are_read_once(cast: Cast, django_assert_num_queries: Any) -> None:
    add_channel(access=cast.access, key="letter", document=LETTER)
    with django_assert_num_queries(1):
        for _ in range(3):
            channels_of(cast.access)
    forget(cast.workspace)
    with django_assert_num_queries(1):
        channel_for(access=cast.access, key="sms")


def test_texts_that_would_no_longer_fit_are_named_first(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    long = make.make_variant(message, parts={**make.HERO, "headline": "a" * 50})
    make.make_variant(message, parts={**make.HERO, "headline": "Short"})
    gone = {**make.HERO, "headline": "a" * 55}
    make.make_variant(message, parts=gone, state=Variant.State.RETIRED)
    with pytest.raises(BreaksTextsError) as refused:
        add_channel(access=cast.access, key="web_hero", document=hero_with(30))
    assert [each.variant for each in refused.value.broken] == [long]
    assert refused.value.count == 1
    assert not OwnChannel.objects.for_workspace(cast.workspace).exists()
    add_channel(access=cast.access, key="web_hero", document=hero_with(30), anyway=True)
    assert channel_for(access=cast.access, key="web_hero").part("headline").hard == 30


def test_a_channel_that_is_used_stays(cast: Cast) -> None:
    row = add_channel(access=cast.access, key="letter", document=LETTER)
    create_placement(access=cast.access, key="post", name="Post box", channel="letter")
    with pytest.raises(ChannelInUseError, match="Post box"):
        remove_channel(access=cast.access, channel=row)


def test_a_new_part_gets_a_key_and_the_old_ones_keep_theirs(cast: Cast) -> None:
    row = add_channel(access=cast.access, key="letter", document=LETTER)
    document = dict(row.document)
    document["parts"] = [{"name": "Post scriptum"}, *document["parts"][:2]]
    assert change_channel(access=cast.access, channel=row, document=document)
    assert not change_channel(access=cast.access, channel=row, document=row.document)
    keys = [part.key for part in channel_for(access=cast.access, key="letter").parts]
    assert keys == ["post_scriptum_3", "top_line_1", "letter_2"]


def test_a_key_is_taken_once(cast: Cast) -> None:
    add_channel(access=cast.access, key="letter", document=LETTER)
    with pytest.raises(AlreadyThereError):
        add_channel(access=cast.access, key="letter", document=LETTER)


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"name": "", "parts": [{"name": "A"}]}, "name"),
        ({"name": "A", "parts": []}, "parts"),
        ({"name": "A", "parts": "many"}, "parts"),
        ({"name": "A", "parts": [{"name": ""}]}, "parts[0].name"),
        ({"name": "A", "parts": [{"name": "B", "hard": 0}]}, "parts[0].hard"),
        ({"name": "A", "parts": [{"name": "B", "hard": "30"}]}, "parts[0].hard"),
        ({"name": "A", "parts": [{"name": "B", "hard": 30, "truncation": 40}]}, "parts[0].trunc"),
        ({"name": "A", "parts": [{"name": "B", "minimum": 3, "maximum": 2}]}, "parts[0].minimum"),
        ({"name": "A", "parts": [{"name": "B", "counting": "words"}]}, "parts[0].counting"),
        ({"name": "A", "parts": [{"name": "B", "hard": 5, "appended": "STOP!"}]}, "parts[0].app"),
        (
            {"name": "A", "parts": [{"key": "x", "name": "B"}, {"key": "x", "name": "C"}]},
            "parts[1]",
        ),
        ({"name": "A", "parts": [{"name": "B"}], "utm": {"colour": "red"}}, "utm"),
        ({"name": "A", "parts": [{"name": "B"}] * 13}, "parts"),
    ],
)
def test_what_is_no_channel_is_refused_at_its_field(
    cast: Cast, document: dict[str, Any], place: str
) -> None:
    with pytest.raises(DocumentError) as refused:
        add_channel(access=cast.access, key="letter", document=document)
    assert any(fault.place.startswith(place) for fault in refused.value.faults)


@pytest.mark.parametrize(
    "layout",
    [
        {"parts": [{"part": "fax", "role": "line"}]},
        {"parts": [{"part": "top_line_1", "role": "lines"}]},
        {"parts": [{"part": "top_line_1", "role": "sing"}]},
        {"parts": [{"part": "top_line_1", "role": "hook"}]},
        {"parts": "all"},
    ],
)
def test_a_layout_must_fit_its_parts(cast: Cast, layout: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"part|role|fill|layout"):
        add_channel(access=cast.access, key="letter", document=LETTER, layout=layout)


def test_what_is_appended_counts_in_every_limit(cast: Cast) -> None:
    document = document_of(all_channels()["sms"])
    document["parts"][0]["appended"] = "Reply STOP to end"
    add_channel(access=cast.access, key="sms", document=document)
    body = channel_for(access=cast.access, key="sms").part("body")
    assert measure(body, "a" * 142).segments == 1
    assert measure(body, "a" * 143).segments == 2
    said = "a" * 130 + " Reply stop to end"
    assert measure(body, said).length == len(said)
