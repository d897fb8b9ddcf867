"""manage.py read_counts: counts in, readings out, and errors that name the line."""

import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

LINE: dict[str, Any] = {
    "id": "hero",
    "goal": "conversion",
    "plan": None,
    "rope": 0.05,
    "weights": [0.5, 0.5],
    "looks": [[[1_000, 100], [1_000, 110]], [[10_000, 1_000], [10_000, 1_250]]],
}


def read(tmp_path: Path, *lines: dict[str, Any] | str, **options: Any) -> list[dict[str, Any]]:
    file = tmp_path / "counts.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    out = io.StringIO()
    call_command("read_counts", str(file), stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_works(tmp_path: Path) -> None:
    (answer,) = read(tmp_path, LINE)
    assert answer["id"] == "hero"
    assert answer["first_declared"] == 1
    assert answer["sentence"].startswith("B lifts conversions by")
    first, last = answer["looks"]
    assert first["verdict"] == "keep_going"
    assert first["arm"] is None
    assert last["verdict"] == "winner"
    assert last["arm"] == 1
    assert last["p"][0] <= 0.05
    low, point, high = last["lift"][0]
    assert 0 <= low < point < high
    assert point == pytest.approx((1250.5 / 1000.5) - 1)
    assert last["corrected_lift"][0][1] < point
    assert last["p_better"][0] > 0.99
    assert sum(last["p_best"]) == pytest.approx(1)
    assert len(last["expected_loss"]) == 2
    assert last["srm_e"] < 100


def test_one_answer_a_line_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    answers = read(tmp_path, LINE, "", {**LINE, "id": 2, "looks": LINE["looks"][:1]})
    assert [answer["id"] for answer in answers] == ["hero", 2]
    assert answers[1]["first_declared"] is None


def test_a_plan_chooses_the_planned_end(tmp_path: Path) -> None:
    (answer,) = read(tmp_path, {**LINE, "plan": {"size": 20_000}})
    assert answer["first_declared"] == 1
    (other,) = read(tmp_path, LINE)
    assert answer["looks"][1]["p"] != other["looks"][1]["p"]


def test_alpha_and_history_and_defaults(tmp_path: Path) -> None:
    looks = [[[10_000, 1_000], [10_000, 1_160]]]
    short = {"id": 1, "looks": looks}
    assert read(tmp_path, short)[0]["first_declared"] == 0
    assert read(tmp_path, short, alpha=0.001)[0]["first_declared"] is None
    humble = read(tmp_path, {**short, "prior": [[0.0, 0.01]] * 30})[0]["looks"][0]
    assert humble["corrected_lift"][0][1] < 0.05


def test_several_arms_and_no_visitors(tmp_path: Path) -> None:
    looks = [[[0, 0], [0, 0], [0, 0]], [[900, 90], [900, 92], [0, 0]]]
    (answer,) = read(tmp_path, {"id": 1, "looks": looks, "weights": [0.5, 0.5, 0]})
    assert answer["looks"][0]["lift"] == [None, None]
    assert answer["looks"][1]["lift"][1] is None
    assert len(answer["looks"][1]["p_best"]) == 3


def test_value_goal(tmp_path: Path) -> None:
    looks = [[[5_000, 500, 10_000.0, 260_000.0], [5_000, 500, 14_000.0, 360_000.0]]]
    (answer,) = read(tmp_path, {"id": 1, "goal": "value", "looks": looks})
    assert answer["looks"][0]["lift"][0][1] == pytest.approx(0.4)
    assert answer["first_declared"] == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"looks": [[[10, 11], [10, 1]]]}, "look 1, arm 0: 11 conversions of 10 visitors"),
        ({"looks": [[[10, -1], [10, 1]]]}, "look 1, arm 0: -1 is not a whole number"),
        ({"looks": [[[10, 1.5], [10, 1]]]}, "not a whole number"),
        ({"looks": [[[10, True], [10, 1]]]}, "not a whole number"),
        ({"looks": [[[10, 1, 2], [10, 1]]]}, r"look 1, arm 0 must be \[visitors, conversions\]"),
        ({"looks": [[[10, 1]]]}, "at least one other arm"),
        ({"looks": []}, '"looks" must be a list'),
        ({"looks": [[[9, 1], [9, 1]], [[8, 1], [9, 1]]]}, "look 2, arm 0: counts fell"),
        ({"looks": [[[9, 1], [9, 1]], [[9, 1]] * 3]}, "look 2 has 3 arms"),
        ({"goal": "love"}, '"goal" must be'),
        ({"goal": "value"}, "sum, squares"),
        ({"weights": [1]}, '"weights" must list 2 numbers'),
        ({"weights": [0.7, 0.7]}, "must sum to 1"),
        ({"weights": ["a", 0.7]}, '"weights" must be a number'),
        ({"rope": 1}, '"rope" must be at least 0 and below 1'),
        ({"plan": {"days": 4}}, '"plan" must be'),
        ({"plan": {"size": 0}}, "no plan"),
        ({"prior": [[0.1]]}, '"prior" must be'),
        ({"prior": [[0.1, 0]]}, "standard error must be above 0"),
        ({"prior": 3}, '"prior" must be'),
        ({"looks": [[[10**400, 1], [10, 1]]]}, "no count of visitors"),
        ({"prior": [[1e200, 1.0]]}, "too large"),
        ({"prior": [[10**400, 1.0]]}, "too large"),
        ({"prior": [[math.inf, 1.0]]}, "too large"),
        ({"prior": [[math.nan, 1.0]]}, "must be a number"),
        ({"wieghts": [0.5, 0.5]}, 'unknown field "wieghts"'),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(CommandError, match=f"line 2: .*{message}"):
        read(tmp_path, LINE, {**LINE, **change})


def test_a_fault_costs_no_other_line(tmp_path: Path) -> None:
    file = tmp_path / "counts.jsonl"
    lines = ["{", json.dumps(LINE), '{"id": 1}', json.dumps({**LINE, "id": "last"})]
    file.write_text("\n".join(lines), encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError) as fault:
        call_command("read_counts", str(file), stdout=out)
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == ["hero", "last"]
    first, second = str(fault.value).splitlines()
    assert first.startswith("line 1: not JSON")
    assert second == 'line 3: "looks" is missing'
    assert fault.value.returncode == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[" * 100_000, "not JSON"),
        ("{", "not JSON"),
        ("[]", "expected an object"),
        ('{"id": 1}', '"looks" is missing'),
    ],
)
def test_a_line_of_another_kind(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(CommandError, match=f"line 1: .*{message}"):
        read(tmp_path, line)


def test_faults_of_the_call(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot read"):
        call_command("read_counts", str(tmp_path / "missing.jsonl"))
    with pytest.raises(CommandError, match="alpha"):
        read(tmp_path, LINE, alpha=2.0)
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "caf\xe9"}\n')
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("read_counts", str(tmp_path / "latin.jsonl"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(LINE)))
    out = io.StringIO()
    call_command("read_counts", "-", stdout=out)
    assert json.loads(out.getvalue())["id"] == "hero"
