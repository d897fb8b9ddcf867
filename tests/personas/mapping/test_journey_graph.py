"""The journey's drawing: nothing overlaps, every arrow ends at its stages."""

import re
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.mapping.journey_graph import (
    NODE_HEIGHT,
    NODE_WIDTH,
    Drawing,
    Edge,
    StageSpot,
    draw_journey,
)

KINDS = (
    "unaware",
    "aware",
    "considering",
    "deciding",
    "using",
    "at_risk",
    "left",
    "advocate",
)
STAGES = [StageSpot(number, kind.title(), kind) for number, kind in enumerate(KINDS)]


def node(drawing: Drawing, key: int) -> tuple[float, float]:
    return next((found.x, found.y) for found in drawing.nodes if found.key == key)


def test_it_works() -> None:
    drawing = draw_journey(STAGES, [Edge(1, 0, 1, "a bad week"), Edge(2, 6, 2, "it came back")])
    assert len(drawing.nodes) == 8
    assert [arrow.number for arrow in drawing.arrows] == [1, 2]
    assert drawing.arrows[0].event == "a bad week"


def test_the_way_in_runs_from_left_to_right_and_leaving_lies_below() -> None:
    drawing = draw_journey(STAGES, [])
    walk = [node(drawing, key) for key in (0, 1, 2, 3, 4)]
    assert [x for x, _ in walk] == sorted(x for x, _ in walk)
    assert node(drawing, 6)[1] > node(drawing, 4)[1]
    assert node(drawing, 6)[0] < node(drawing, 5)[0]


def test_going_back_is_marked_and_bends_to_the_other_side() -> None:
    drawing = draw_journey(STAGES, [Edge(1, 0, 1), Edge(2, 1, 0)])
    forth, back = drawing.arrows
    assert (forth.back, back.back) == (False, True)
    assert forth.badge_y < back.badge_y


def test_two_ways_between_the_same_stages_are_both_seen() -> None:
    one, two = draw_journey(STAGES, [Edge(1, 0, 1, "a"), Edge(2, 0, 1, "b")]).arrows
    assert one.path != two.path


def test_a_long_name_is_broken_into_lines() -> None:
    drawing = draw_journey([StageSpot(1, "Comparing three or four of them", "considering")], [])
    assert all(len(line) <= 18 for line in drawing.nodes[0].lines)


def test_an_empty_journey_is_an_empty_drawing() -> None:
    assert draw_journey([], []).nodes == ()


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(KINDS), max_size=14),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=20),
)
def test_stages_never_overlap_and_arrows_stay_in_the_picture(
    kinds: list[str], ends: list[tuple[int, int]]
) -> None:
    stages = [StageSpot(number, f"Stage {number}", kind) for number, kind in enumerate(kinds)]
    edges = [Edge(number, a, b) for number, (a, b) in enumerate(ends) if a != b]
    drawing = draw_journey(stages, edges)
    assert {found.key for found in drawing.nodes} == set(range(len(kinds)))
    boxes = [(found.x, found.y) for found in drawing.nodes]
    for number, (x, y) in enumerate(boxes):
        for other_x, other_y in boxes[:number]:
            assert abs(x - other_x) >= NODE_WIDTH or abs(y - other_y) >= NODE_HEIGHT
        assert x + NODE_WIDTH <= drawing.width
        assert y + NODE_HEIGHT <= drawing.height
    for arrow in drawing.arrows:
        assert re.fullmatch(r"M-?[\d.]+ -?[\d.]+ Q-?[\d.]+ -?[\d.]+ -?[\d.]+ -?[\d.]+", arrow.path)
        assert 0 <= arrow.badge_x <= drawing.width
        assert 0 <= arrow.badge_y <= drawing.height


PLACES = st.none() | st.tuples(
    st.floats(allow_nan=False, min_value=-2, max_value=3), st.floats(min_value=0, max_value=1)
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(KINDS), PLACES), max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=25),
)
def test_wherever_stages_are_put_all_of_it_is_in_the_frame(
    placed: list[tuple[str, tuple[float, float] | None]], ends: list[tuple[int, int]]
) -> None:
    stages = [
        StageSpot(number, f"Stage {number}", kind, ("search",), *(place or (None, None)))
        for number, (kind, place) in enumerate(placed)
    ]
    edges = [Edge(number, a, b) for number, (a, b) in enumerate(ends) if a != b]
    drawing = draw_journey(stages, edges)
    for found in drawing.nodes:
        assert 0 <= found.x <= drawing.width - NODE_WIDTH
        assert 0 <= found.y <= drawing.height - NODE_HEIGHT
    for arrow in drawing.arrows:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", arrow.path)]
        assert all(0 <= x <= drawing.width for x in numbers[::2])
        assert all(0 <= y <= drawing.height for y in numbers[1::2])


def test_a_stage_stays_where_it_is_put() -> None:
    edges = [Edge(1, 0, 3), Edge(2, 6, 2)]
    free = draw_journey(STAGES, edges)
    for found in free.nodes:
        x, y = free.share_of(found)
        put = [
            StageSpot(spot.key, spot.name, spot.kind, (), x, y) if spot.key == found.key else spot
            for spot in STAGES
        ]
        again = node(draw_journey(put, edges), found.key)
        assert again == pytest.approx((found.x, found.y))


def test_many_numbers_find_a_place_of_their_own() -> None:
    """Twelve stages and twenty-five transitions, returns included: no number hides another."""
    stages = [StageSpot(number, f"Stage {number}", KINDS[number % 8]) for number in range(12)]
    ends = [(a, (a * 5 + step) % 12) for a in range(12) for step in (1, 2, 3)]
    edges = [Edge(number, a, b) for number, (a, b) in enumerate(ends) if a != b][:25]
    arrows = draw_journey(stages, edges).arrows
    assert len(arrows) == 25
    for number, one in enumerate(arrows):
        for other in arrows[:number]:
            apart = hypot(one.badge_x - other.badge_x, one.badge_y - other.badge_y)
            assert apart >= 24, (one.number, other.number)
