"""Answers that cannot be used: asked for once more, then held back with the reason; never cut."""

import json
from typing import Any

import pytest

from messaging.models import ModelCall
from tests import make
from tests.messaging.model_writer.conftest import Desk, outcomes
from tests.messaging.model_writer.endpoint import HERO, Asked, Said, error, says
from workspaces.models import Job

WRONG: dict[str, Any] = {
    "no JSON": "Here is your copy: Close the books",
    "half of it": json.dumps(HERO)[:60],
    "a list": [HERO],
    "a part is missing": {"headline": HERO["headline"]},
    "a part too many": HERO | {"link": [{"text": "x", "sources": []}]},
    "no list": HERO | {"headline": "Close the books"},
    "no sources": HERO | {"headline": [{"text": "Close the books"}]},
    "more fields": HERO | {"headline": [{"text": "Books", "sources": [], "approved": True}]},
    "a source there is not": HERO | {"headline": [{"text": "Books", "sources": ["Q99"]}]},
    "a number": HERO | {"headline": [{"text": 7, "sources": []}]},
    "empty": HERO | {"headline": []},
    "too many": HERO | {"button": [{"text": "x", "sources": []}] * 40},
    "another language": {
        "headline": [{"text": "Die Quittungen sind nicht mehr für den Sonntag", "sources": []}],
        "subline": [{"text": "Sie haben mit den Quittungen auf ein Wochenende", "sources": []}],
        "button": [{"text": "Mehr erfahren", "sources": []}],
    },
    "a placeholder": HERO | {"headline": [{"text": "Books by [Your Brand]", "sources": []}]},
    "twice the name": '{"headline": [], "headline": [], "subline": [], "button": []}',
}


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG)
def test_what_cannot_be_used_is_asked_for_once_more(desk: Desk, said: Any) -> None:
    content = said if isinstance(said, str) else json.dumps(said)
    desk.model.says(Said(content), says(HERO))
    assert desk.write().state == Job.State.DONE
    [draft] = desk.drafts
    assert not draft.rejected and outcomes(desk) == ["nonsense", "repaired"]
    second = desk.model.asked[1].body["messages"]
    assert [message["role"] for message in second[-2:]] == ["assistant", "user"]
    assert "cannot be used" in second[-1]["content"]


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG)
def test_what_cannot_be_used_twice_is_held_back_with_the_reason(desk: Desk, said: Any) -> None:
    content = said if isinstance(said, str) else json.dumps(said)
    desk.model.says(Said(content))
    assert desk.write().state == Job.State.DONE
    [draft] = desk.drafts
    assert draft.rejected.startswith("answer: ")
    assert outcomes(desk) == ["nonsense", "nonsense"]


def test_over_the_limit_is_mended_or_told_but_never_cut(desk: Desk) -> None:
    desk.message = make.make_message(desk.cast.workspace, channel="google_rsa")
    long = {
        "headlines": [
            {"text": f"Close the books by the third, every month {n}", "sources": ["P8"]}
            for n in "abc"
        ],
        "descriptions": [{"text": f"Chasing receipts, part {n}", "sources": []} for n in "ab"],
        "path1": [],
        "path2": [],
    }
    desk.model.says(says(long))
    assert desk.write().state == Job.State.DONE
    [draft] = desk.drafts
    assert "30 are allowed" in draft.rejected
    assert draft.parts["headlines"][0] == "Close the books by the third, every month a"
    assert "30 are allowed" in desk.model.asked[1].words
    short = long | {
        "headlines": [{"text": f"Close the books {n}", "sources": []} for n in ("a", "b", "c")]
    }
    desk.model.says(says(long), says(short))
    desk.write()
    assert [row.rejected for row in desk.drafts][-1] == ""


def test_a_refusal_is_told(desk: Desk) -> None:
    desk.model.says(Said("", message={"content": None, "refusal": "I cannot help with that."}))
    assert desk.write().state == Job.State.DONE
    [draft] = desk.drafts
    assert draft.rejected == "refused: I cannot help with that."
    assert outcomes(desk) == ["refused"], "It is not asked again: it has said why."


def test_an_answer_that_was_cut_off_says_so(desk: Desk) -> None:
    desk.model.says(Said(json.dumps(HERO)[:80], finish="length"))
    desk.write()
    assert "cut off" in desk.drafts[0].rejected


def test_a_thinker_and_a_fence_are_understood(desk: Desk) -> None:
    desk.model.says(Said(f"<think>Receipts, hm.</think>\n```json\n{json.dumps(HERO)}\n```"))
    desk.write()
    assert desk.drafts[0].rejected == ""


def test_usage_that_is_missing_is_estimated(desk: Desk) -> None:
    for odd in (None, {}, {"prompt_tokens": -4, "completion_tokens": True}, {"prompt_tokens": "9"}):
        desk.model.says(says(HERO, usage=odd))
        desk.write()
    for call in ModelCall.objects.all():
        assert 300 < call.tokens_in < 3_000 and 50 < call.tokens_out < 400


REFUSES = {
    "response_format": "response_format json_schema is not supported",
    "max_tokens": "Unsupported parameter: max_tokens. Use max_completion_tokens",
    "temperature": "temperature does not support 0.8 with this model",
}


@pytest.mark.parametrize("name", REFUSES)
def test_an_endpoint_that_leaves_something_out_is_asked_more_simply(desk: Desk, name: str) -> None:
    def script(asked: Asked) -> Said:
        form = asked.body.get("response_format", {}).get("type")
        if name == "response_format" and form == "json_schema":
            return error(400, REFUSES[name])
        if name != "response_format" and name in asked.body:
            return error(400, REFUSES[name])
        return says(HERO)

    desk.model.script = script
    assert desk.write(count=2).state == Job.State.DONE
    assert [draft.rejected for draft in desk.drafts] == ["", ""]
    assert len(desk.model.asked) <= 4, "What it does not take is remembered within the job."
    assert outcomes(desk) == ["used", "used"]
