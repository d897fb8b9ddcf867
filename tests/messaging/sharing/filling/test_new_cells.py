"""Which text goes into which row, and what is written there."""

import pytest

from messaging.channels.registry import get_channel
from messaging.sharing.filling.assigning import BY_HAND, BY_KEY, IN_ORDER, FileRow, assign
from messaging.sharing.filling.new_cells import NewCells, Wanted, new_cells
from messaging.sharing.leaving import Leaving, Told
from tests.messaging.sharing.test_workbook import make_line

MAPPING = {"name": 0, "headline": 1, "subline": 2, "link": 3}
TAGGED = MAPPING | {"url_tags": 4}
LINK = "https://tea.example/?a=1&utm_source=meta&utm_content=pricing-1"


def row(place: int, *cells: str) -> FileRow:
    return FileRow(place, place + 1, cells)


def written(
    rows: list[FileRow], mapping: dict[str, int], told: Told | None = None, **values: object
) -> NewCells:
    line = make_line()
    usual = {"link": LINK, "bare_link": "https://tea.example/?a=1"}
    leaving = Leaving(line, line.parts, **usual)
    wanted = {
        "channel": get_channel("web_hero"),
        "mapping": mapping,
        "longest": {},
        "write_key": True,
        "cannot_hold": lambda text: "",
        "longest_cell": 1000,
    }
    made = Wanted(**(wanted | values))  # type: ignore[arg-type]
    return new_cells(rows, {one.place: leaving for one in rows}, made, told or Told())


def test_it_works() -> None:
    made = written([row(1, "Spring", "old", "Close by the third.", "")], MAPPING)
    assert made.cells == {
        (1, 0): "Spring pricing-1",
        (1, 1): "Sundays are yours",
        (1, 3): LINK,
    }, "what says it already is not touched"
    assert (made.rows, made.keys) == ([2], ["pricing-1"])


def test_a_row_that_has_its_key_keeps_its_name() -> None:
    made = written([row(1, "Spring_pricing-1"), row(2, "pricing-1"), row(3, "pricing-12")], MAPPING)
    assert (1, 0) not in made.cells
    assert (2, 0) not in made.cells
    assert made.cells[(3, 0)] == "pricing-12 pricing-1"
    assert (3, 0) not in written([row(3, "x")], MAPPING, write_key=False).cells


def test_parameters_go_into_their_own_column_once() -> None:
    tags = "utm_source=old&ref={{ad.id}}&utm_content={{ad.name}}"
    made = written([row(1, "pricing-1", "", "", "", tags)], TAGGED)
    assert made.cells[(1, 3)] == "https://tea.example/?a=1"
    assert made.cells[(1, 4)] == "ref={{ad.id}}&utm_source=meta&utm_content=pricing-1"


def test_a_text_of_an_old_ad_does_not_stay_beside_the_new() -> None:
    line = make_line(parts={"headline": "Only this"})
    wanted = Wanted(get_channel("web_hero"), MAPPING, {}, True, lambda text: "", 1000)
    told = Told()
    texts = {1: Leaving(line, line.parts)}
    made = new_cells([row(1, "pricing-1", "old", "old too", "https://x")], texts, wanted, told)
    assert made.cells == {(1, 1): "Only this", (1, 2): ""}
    assert "no link of its own" in told.warnings[0]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"cannot_hold": lambda text: "☕" if "Sunday" in text else ""}, "cannot hold ☕"),
        ({"refused": lambda place, column: "holds a formula"}, "holds a formula"),
        ({"longest_cell": 10}, "too many for this cell"),
    ],
    ids=["encoding", "formula", "cell"],
)
def test_a_row_that_cannot_be_written_stays_as_a_whole(
    values: dict[str, object], said: str
) -> None:
    told = Told()
    made = written([row(1, "pricing-1", "", "", "")], MAPPING, told, **values)
    assert not made.cells
    assert not made.keys
    assert said in told.left_out[0]["why"]
    assert "stays as it was" in told.left_out[0]["why"]


def test_a_text_that_is_too_long_for_the_platform_is_told() -> None:
    line = make_line(channel="x_post", parts={"body": "a" * 300})
    wanted = Wanted(get_channel("x_post"), {"body": 0}, {}, True, lambda text: "", 1000)
    told = Told()
    made = new_cells([row(1, "")], {1: Leaving(line, line.parts)}, wanted, told)
    assert not made.cells
    assert "takes 280" in told.left_out[0]["why"]


def test_rows_are_found_by_key_in_name_link_and_parameters() -> None:
    rows = [
        row(1, "Spring | pricing-1"),
        row(2, "x", "", "", "https://a.example/?utm_content=hero-2"),
        row(3, "x", "", "", "http://[", "?utm_content=hero-3&b=1"),
        row(4, "nothing"),
    ]
    found = assign(rows, ["pricing-1", "hero-2", "hero-3", "hero-4"], TAGGED, BY_KEY, {})
    assert found.texts == {1: "pricing-1", 2: "hero-2", 3: "hero-3"}
    assert (found.without, found.left, found.added) == ([5], ["hero-4"], [])


def test_in_order_only_rows_without_copy_are_taken() -> None:
    rows = [row(1, "a", "has copy"), row(2, "b"), row(3, "c", "", " ")]
    found = assign(rows, ["k-1", "k-2", "k-3"], MAPPING, IN_ORDER, {})
    assert found.texts == {2: "k-1", 3: "k-2"}
    assert (found.left, found.added) == (["k-3"], [])


def test_only_a_file_without_rows_gets_rows() -> None:
    assert assign([], ["k-1"], MAPPING, IN_ORDER, {}).added == ["k-1"]
    assert assign([], ["k-1"], MAPPING, BY_KEY, {}).left == ["k-1"]


def test_by_hand_goes_by_the_number_of_the_row() -> None:
    rows = [row(1, "pricing-1"), row(2, "b"), row(3, "c")]
    hand = {3: "k-1", 4: "k-1", 2: "unknown"}
    found = assign(rows, ["k-1", "pricing-1"], MAPPING, BY_HAND, hand)
    assert found.texts == {2: "k-1", 3: "k-1"}
    assert found.twice == ["k-1"]
