"""Endpoints that are down, slow, full of nonsense or in our way: each leaves a plain sentence."""

import socket
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date

from messaging.drafting import Order, generate_drafts
from messaging.model_writer import one_draft
from messaging.model_writer.constants import MOST_BYTES
from messaging.model_writer.refusals import retry_after
from messaging.models import ModelCall
from tests.messaging.model_writer.conftest import Desk, outcomes
from tests.messaging.model_writer.endpoint import HERO, Said, error, says
from workspaces.models import Job

HANGS_UP = Said(hangs_up=True)


def failed(desk: Desk, *answers: Said, count: int = 1) -> str:
    """The sentence a job ends with."""
    desk.model.says(*answers)
    job = desk.write(count)
    assert job.state == Job.State.FAILED
    return job.error


def test_it_works(desk: Desk) -> None:
    """The phrase writer's drafts are there whatever becomes of the model's."""
    assert "refused" in failed(desk, error(401))
    order = Order(desk.pain, count=2)
    found = generate_drafts(access=desk.cast.access, message=desk.message, order=order)
    assert len(found.drafts) == 2


def test_nobody_listens(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    desk.set(base_url=f"http://127.0.0.1:{port}/v1")
    job = desk.write()
    assert job.state == Job.State.FAILED
    assert "Nobody listens" in job.error and "Is it running?" in job.error
    assert "phrase writer" in job.error
    assert outcomes(desk) == ["failed"] * one_draft.TRIES
    assert {call.tokens_in + call.tokens_out for call in ModelCall.objects.all()} == {0}


def test_the_line_is_reset(desk: Desk) -> None:
    assert "hung up" in failed(desk, HANGS_UP)
    assert len(desk.model.asked) == one_draft.TRIES


def test_the_line_is_reset_once(desk: Desk) -> None:
    desk.model.says(HANGS_UP, says(HERO))
    assert desk.write().state == Job.State.DONE
    assert outcomes(desk) == ["failed", "used"]


def test_slow(desk: Desk) -> None:
    desk.set(seconds=1)
    began = time.monotonic()
    message = failed(desk, says(HERO, after=1.6))
    assert "no whole answer within 1 seconds" in message and "more time" in message
    assert time.monotonic() - began < 12
    taken = ModelCall.objects.values_list("tokens_in", flat=True)
    assert all(taken), "What was read may be billed, so it counts."


@pytest.mark.parametrize(
    ("status", "words", "tries"),
    [
        (401, "key was refused", 1),
        (403, "key was refused", 1),
        (404, "no model “small-one”", 1),
        (402, "refused the question (402)", 1),
        (500, "failed on its side (500)", 3),
        (503, "failed on its side (503)", 3),
        (429, "asked too often", 3),
        (400, "does not take our question", 4),
        (302, "points to another", 1),
    ],
)
def test_each_status_has_its_sentence(desk: Desk, status: int, words: str, tries: int) -> None:
    told = failed(desk, error(status, "the thing is odd"))
    assert words in told
    assert len(desk.model.asked) == tries
    assert desk.drafts == []


def test_what_the_endpoint_says_is_shown_without_key_and_address(desk: Desk) -> None:
    said = f"no such model, see https://x.example/a; key {desk.provider.key.open()} <b>x</b>"
    told = failed(desk, error(404, said))
    assert "It says: no such model" in told
    assert "sk-" not in told and "http" not in told and "<" not in told


def test_no_credit_is_not_tried_again(desk: Desk) -> None:
    assert "no credit left" in failed(desk, error(429, "You exceeded your current quota"))
    assert len(desk.model.asked) == 1


def test_a_redirect_inside_is_not_followed(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inside.settimeout(0.3)
        place = f"http://127.0.0.1:{inside.getsockname()[1]}/"
        for status in (301, 302, 303, 307, 308):
            assert "another one" in failed(desk, Said(status=status, headers={"Location": place}))
        with pytest.raises(TimeoutError):
            inside.accept()


def test_retry_after_is_honoured(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(one_draft.DraftMaker, "_wait", lambda self, seconds: waited.append(seconds))
    desk.model.says(error(429, Retry_After="7"), error(503), says(HERO))
    assert desk.write().state == Job.State.DONE
    assert waited == [7.0, 0.03]


def test_a_long_wait_is_told_and_not_waited_for(desk: Desk) -> None:
    assert "wait 20 minutes" in failed(desk, error(429, Retry_After="1200"))
    assert len(desk.model.asked) == 1


def test_retry_after_in_its_forms() -> None:
    assert retry_after("3") == 3.0
    soon = retry_after(http_date((timezone.now() + timedelta(seconds=90)).timestamp()))
    assert soon is not None and 85 < soon <= 90
    assert [retry_after(each) for each in ("", "soon", "-3", "1e9", "9" * 400)] == [None] * 5


NONSENSE = {
    "no JSON at all": Said(raw=b"<<<>>>"),
    "half JSON": Said(raw=b'{"choices": [{"message": {"content": "{\\"headl'),
    "no choices": Said(raw=b'{"choices": []}'),
    "a list": Said(raw=b"[1, 2]"),
    "deep": Said(raw=b"[" * 100_000),
    "a page": Said(raw=b"<html>Welcome</html>", kind="text/html"),
    "a stream": Said(raw=b'data: {"choices": []}\n\n', kind="text/event-stream"),
    "huge": Said(raw=b'{"choices": "' + b"x" * (MOST_BYTES + 10) + b'"}'),
    "empty": Said(raw=b""),
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
def test_what_is_no_answer(desk: Desk, answer: Said) -> None:
    told = failed(desk, answer)
    assert "does not speak the OpenAI protocol" in told or "far too long" in told
    assert len(desk.model.asked) == 1


def test_money_is_not_burnt_on_a_model_that_cannot(desk: Desk) -> None:
    told = failed(desk, Said("no"), count=6)
    assert "2 answers in a row could not be used" in told
    assert len(desk.drafts) == 2 and len(desk.model.asked) == 4
