"""One draft by a model: asked for, mended once, judged like every other text."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from messaging.model_writer.answer import Answer, UnfitAnswerError, read_answer
from messaging.model_writer.asking import Reply, ask
from messaging.model_writer.constants import FIRST_PAUSE, LONGEST_PAUSE, TRIES
from messaging.model_writer.manner import Manner
from messaging.model_writer.prompt import Prompt, build_prompt, repair_message
from messaging.model_writer.refusals import AskError, Endpoint
from messaging.model_writer.spending import (
    CapReachedError,
    NoModelError,
    Outcome,
    reserve,
    settle,
    settle_failure,
)
from messaging.model_writer.store_drafts import Made
from messaging.model_writer.tokens import estimate_messages, most_tokens
from messaging.models import ModelCall
from messaging.writing.brief import Brief
from messaging.writing.frameworks import Framework
from messaging.writing.gates import all_faults
from workspaces.jobs import JobFailed, JobRun

LEFT = " The phrase writer's drafts are there all the same."
SAYABLE = ("limit", "banned word", "preferred term", "number", "claim")
"""Gates whose reasons are told to the model as they are; of others only what to do, since their
reasons may hold words of a customer or of other texts."""
ADVICE = {
    "relevance": "It says nothing of the pain or of what is wanted instead. Speak of that.",
    "duplicate": "It is nearly the same as a text there is already. Begin otherwise.",
    "unfilled": "It holds a blank to fill in. Write the words themselves.",
}


def first_line(parts: dict[str, Any]) -> str:
    """The first text of a wording, or nothing."""
    for value in parts.values():
        first = value if isinstance(value, str) else next(iter(value), "")
        if first:
            return str(first)
    return ""


class DraftMaker:
    """Makes one draft after another of ``count``; ``written`` are first lines there are already."""

    def __init__(
        self, run: JobRun, brief: Brief, *, count: int, written: Sequence[str] = ()
    ) -> None:
        self.run = run
        self.brief = brief
        self.count = count
        self.written = [text for text in written if text]
        self.manner = Manner()
        self.number = 0

    def draft(self, framework: Framework | None) -> Made:
        """One draft, usable or held back with the reason."""
        prompt = build_prompt(
            self.brief,
            framework=framework,
            nonce=secrets.token_hex(8),
            written=self.written,
        )
        name = framework.key if framework else ""
        asked: list[dict[str, str]] = list(prompt.messages)
        held: Made | None = None
        for is_repair in (False, True):
            call, endpoint, reply = self._ask(prompt, asked)
            made, faults, leaks = self._judge(prompt, endpoint, reply)
            made = replace(made, framework=name, model=endpoint.model)
            if not faults:
                outcome = Outcome.REPAIRED if is_repair else Outcome.USED
                settle(self.run.access, call, outcome=outcome, reply=reply)
                self.written.append(first_line(made.parts))
                return made
            outcome = Outcome.REFUSED if leaks or reply.refusal else Outcome.NONSENSE
            settle(self.run.access, call, outcome=outcome, reply=reply, said=made.rejected)
            # What could be read is better to show than what could not, first try or second.
            held = made if held is None or made.parts or not held.parts else held
            if leaks or reply.refusal:
                break
            asked = [
                *prompt.messages,
                {"role": "assistant", "content": reply.text[:6_000]},
                repair_message(faults),
            ]
        assert held is not None
        return held

    def _judge(
        self, prompt: Prompt, endpoint: Endpoint, reply: Reply
    ) -> tuple[Made, Sequence[str], bool]:
        """What became of a reply, its faults as the model may be told, and whether it leaks."""
        if reply.refusal:
            return Made(rejected=f"refused: {reply.refusal}"), [reply.refusal], False
        try:
            answer = read_answer(reply.text, prompt, self.brief, [endpoint.key])
        except UnfitAnswerError as error:
            faults = ["The answer was cut off: be shorter.", *error.faults]
            faults = faults if reply.is_cut else list(error.faults)
            reason = f"answer: {' '.join(faults)}"
            return Made(parts=error.parts or {}, rejected=reason), faults, error.leaks
        return self._gated(answer)

    def _gated(self, answer: Answer) -> tuple[Made, Sequence[str], bool]:
        found = all_faults(answer.parts, self.brief)
        made = Made(parts=answer.parts, trace=answer.trace, rejected=found[0] if found else "")
        told = []
        for fault in found:
            gate, _, reason = fault.partition(": ")
            told.append(reason if gate in SAYABLE else ADVICE.get(gate, "Say it in other words."))
        return made, told, False

    def _ask(
        self, prompt: Prompt, messages: list[dict[str, str]]
    ) -> tuple[ModelCall, Endpoint, Reply]:
        """A reply, tried again where that may help. JobFailed with what to do if there is none."""
        most_out = most_tokens(self.brief.channel)
        pause = FIRST_PAUSE
        for attempt in range(1, TRIES + 1):
            call, endpoint = self._reserve(messages, most_out)
            try:
                reply = ask(
                    endpoint,
                    messages=messages,
                    schema=prompt.schema,
                    most_out=most_out,
                    manner=self.manner,
                )
            except AskError as error:
                settle_failure(self.run.access, call, said=error.message, may_cost=error.may_cost)
                wait = error.wait if error.wait is not None else pause
                if not error.again or attempt == TRIES or wait > LONGEST_PAUSE:
                    raise JobFailed(_told(error)) from error
                self._wait(wait)
                pause *= 3
            else:
                self.manner = reply.manner
                return call, endpoint, reply
        raise AssertionError("The last try returns or raises.")

    def _reserve(self, messages: list[dict[str, str]], most_out: int) -> tuple[ModelCall, Endpoint]:
        try:
            return reserve(
                self.run.access,
                job=self.run.job,
                tokens_in=estimate_messages(messages),
                tokens_out=most_out,
            )
        except (NoModelError, CapReachedError) as error:
            raise JobFailed(f"{error}") from error

    def _wait(self, seconds: float) -> None:
        """Wait, but hear of a cancellation at once."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self.run.progress(self.number, self.count, f"Waiting {left:.0f} s before asking again")
            time.sleep(min(left, 0.5))


def _told(error: AskError) -> str:
    if error.wait is not None and error.wait > LONGEST_PAUSE:
        minutes = max(1, round(error.wait / 60))
        return f"The endpoint asks us to wait {minutes} minutes. Try again then.{LEFT}"
    return f"{error.message}{LEFT}"
