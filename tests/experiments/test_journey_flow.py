from experiments.journey_flow import (
    SEEN,
    THINNEST,
    UNPLANNED,
    UNSEEN,
    WIDEST,
    Way,
    draw_flow,
    short,
)
from personas.mapping.journey_graph import StageSpot

STAGES = [StageSpot(1, "Looking", "considering"), StageSpot(2, "Using", "using")]


def test_it_works() -> None:
    ways = [Way(1, 2, 100, True, "on"), Way(2, 1, 1, False, "back")]

    flow = draw_flow(STAGES, ways, left={2: 1_500}, came_back={2: 3}, visitors={1: 90, 2: 1})

    wide, thin = flow.arrows
    assert (wide.kind, wide.width, wide.count) == (SEEN, WIDEST, "100")
    assert (thin.kind, thin.count) == (UNPLANNED, "1")
    assert THINNEST < thin.width < THINNEST + 1
    looking, using = flow.nodes
    assert (looking.seen, looking.below) == ("90 visitors", "")
    assert (using.seen, using.below) == ("1 visitor", "1.5k left, 3 came back")


def test_a_planned_way_nobody_took_has_no_number() -> None:
    (arrow,) = draw_flow(STAGES, [Way(1, 2, 0, True, "on")], {}, {}, {}).arrows

    assert (arrow.kind, arrow.count) == (UNSEEN, "")


def test_the_wide_arrows_lie_below_the_thin_ones() -> None:
    ways = [Way(1, 2, 1, True, "thin"), Way(2, 1, 50, True, "wide")]

    flow = draw_flow(STAGES, ways, {}, {}, {})

    assert [each.title for each in flow.arrows] == ["wide", "thin"]


def test_numbers_are_short() -> None:
    assert [short(n) for n in (0, 999, 1_000, 1_250, 12_400, 2_000_000)] == [
        "0", "999", "1k", "1.2k", "12k", "2M",
    ]  # fmt: skip
