"""One wording measured, checked and read at once, with remarks on the right words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.channels import all_channels, get_channel
from messaging.judgement import joined, judge, place_texts, tidy_parts
from messaging.lens import Finding
from messaging.web.reading_view import counter_of, lay_out, mark, sms_segments
from messaging.writing.brief import (
    Brief,
    OfferBrief,
    PainBrief,
    PersonaBrief,
    StageBrief,
    VoiceBrief,
)

HERO = {
    "headline": "A world-class platform",
    "subline": "Close the books by the third.",
    "button": "See how",
}


def brief(channel: str = "web_hero") -> Brief:
    return Brief(
        PersonaBrief(),
        PainBrief(),
        StageBrief(),
        OfferBrief(),
        VoiceBrief(),
        get_channel(channel),
    )


def test_it_works() -> None:
    judged = judge(brief(), HERO)
    assert judged.faults == ()
    assert [placed.place for placed in judged.texts] == ["headline", "subline", "button"]
    whole = joined(judged.texts)
    for placed in judged.texts:
        assert whole[placed.start : placed.end] == placed.text
    assert any("world-class" in whole[each.start : each.end] for each in judged.reading.findings)


def test_remarks_stay_on_their_words() -> None:
    view = lay_out(judge(brief(), HERO | {"headline": "Sundays", "subline": "World-class indeed."}))
    headline, subline, _ = view.texts
    assert "".join(segment.text for segment in subline.segments) == "World-class indeed."
    assert any(each.finding and "World-class" in each.text for each in subline.segments)
    assert not any("World-class" in each.text for each in headline.segments)


def test_lists_are_numbered() -> None:
    parts = {"headlines": ["One", "Two", "x" * 31], "descriptions": ["a", "b"]}
    judged = judge(brief("google_rsa"), parts)
    assert [placed.place for placed in judged.texts][:3] == [f"headlines[{i}]" for i in range(3)]
    assert [fault.part for fault in judged.faults] == ["headlines[2]"]
    assert [text.number for text in lay_out(judged).texts] == [1, 2, 3, 1, 2]
    assert counter_of(judged.texts[2]).tone == "bad"


def test_the_gravest_remark_shows_where_several_overlap() -> None:
    mild = Finding(0, 9, "a", "suggestion", "mild")
    grave = Finding(4, 6, "b", "error", "grave")
    segments = mark("some text", [mild, grave])
    assert [(each.text, each.finding) for each in segments] == [
        ("some", mild),
        (" t", grave),
        ("ext", mild),
    ]


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
    st.integers(0, 20),
)
def test_marking_loses_no_character(text: str, spans: list[tuple[int, int]], start: int) -> None:
    findings = [Finding(min(s), max(s), "rule", "warning", "why") for s in spans]
    assert "".join(segment.text for segment in mark(text, findings, start)) == text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab€😀 '’", max_size=400))
def test_messages_hold_the_whole_text(text: str) -> None:
    assert "".join(sms_segments(text)) == text


@pytest.mark.parametrize("channel", list(all_channels()))
def test_words_of_every_channel_are_placed_in_its_order(channel: str) -> None:
    parts: dict[str, object] = {
        part.key: ["one", "two"] if part.is_list else "one" for part in get_channel(channel).parts
    }
    placed = place_texts(get_channel(channel), dict(reversed(parts.items())))
    order = [each.part.key for each in placed]
    assert list(dict.fromkeys(order)) == list(parts)


def test_words_are_kept_tidy() -> None:
    channel = get_channel("google_rsa")
    typed = {"descriptions": [" a ", "", "b\r\nc"], "headlines": [], "path1": " x "}
    assert tidy_parts(channel, typed) == {
        "headlines": [],
        "descriptions": ["a", "b\nc"],
        "path1": "x",
    }


@pytest.mark.parametrize(
    ("parts", "error"),
    [({"body": "x"}, KeyError), ({"path1": ["x"]}, TypeError), ({"headlines": "x"}, TypeError)],
)
def test_parts_of_another_shape_are_refused(
    parts: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        tidy_parts(get_channel("google_rsa"), parts)
