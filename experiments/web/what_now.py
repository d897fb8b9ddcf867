"""What to do with a test now: one thing, told from its state and its reading. Pure."""

from dataclasses import dataclass

from experiments.result_values import Results

START, SHOW, STOP, RESUME, CHOOSE, NOTE, PLAN = (
    "start",
    "show",
    "stop",
    "resume",
    "choose",
    "note",
    "plan",
)


@dataclass(frozen=True, slots=True)
class WhatNow:
    """``text`` says it; ``action`` is the one button, empty where there is nothing to press.

    ``arm`` is the position of the text that SHOW gives everybody.
    """

    text: str
    action: str = ""
    arm: int | None = None


def what_now(
    results: Results, *, may_approve: bool, may_edit: bool, note: str = "", archived: bool = False
) -> WhatNow:
    """The next step of a test for somebody with these permissions."""
    if archived:
        return WhatNow("It is in the archive. What it taught stays in Learn.")
    found = _by_state(results, note)
    if found.action in (START, SHOW, STOP, RESUME, CHOOSE) and not may_approve:
        return WhatNow(f"{found.text} An approver or owner does that.")
    if found.action in (NOTE, PLAN) and not may_edit:
        return WhatNow("There is nothing left to do here.")
    return found


def _by_state(results: Results, note: str) -> WhatNow:
    state = results.state
    if state == "draft":
        return WhatNow("Look over what was agreed below, then start it.", START)
    if state == "planned":
        return WhatNow("It is planned as agreed below and waits for its start.", START)
    if state == "paused":
        return WhatNow("Everybody sees the live text and nobody new is counted. Go on?", RESUME)
    if state == "decided":
        if note:
            return WhatNow("There is nothing left to do here. The decision can be taken back.")
        return WhatNow("Write down what you learnt about your customers while you know it.", NOTE)
    if state == "rolled_back":
        return WhatNow("The text from before is live again. What will you try next?", PLAN)
    return _by_reading(results)


def _by_reading(results: Results) -> WhatNow:
    running = results.state == "running"
    if results.verdict == "broken":
        text = "Stop it, find the fault with the list below, and plan it again."
        return WhatNow(text, STOP) if running else WhatNow(text.removeprefix("Stop it, "), PLAN)
    if not results.is_tested:
        return WhatNow("Plan a test of your own where the answer matters.", PLAN)
    if results.is_aa:
        return _trial(results, running)
    if results.verdict in ("winner", "loser", "no_difference"):
        if harmed_guardrails(results):
            text = (
                "Read the goals that must not suffer first. It can still be shown, with a reason."
            )
            return WhatNow(text, CHOOSE)
        return (
            WhatNow("Give everybody the better text.", SHOW, _position(results))
            if (results.verdict == "winner")
            else WhatNow("Keep the live text and end the test.", SHOW, 0)
        )
    if results.ended or not running:
        return WhatNow("Choose one yourself and say why: no reading will settle it now.", CHOOSE)
    if not results.has_look:
        return WhatNow(
            "Nothing to decide. If visitors do come, check that your page reports what it shows."
        )
    return WhatNow(f"Leave it running. {_come_back(results.days_needed)}")


def _trial(results: Results, running: bool) -> WhatNow:
    if results.verdict in ("winner", "loser"):
        text = "Stop it and look for events that are lost or counted twice for one of the groups."
        return WhatNow(text, STOP) if running else WhatNow(text)
    if running:
        return WhatNow("Let it run for a week or two, then stop it.")
    return WhatNow("The counting can be trusted. What will you test first?", PLAN)


def harmed_guardrails(results: Results) -> list[str]:
    """Names of the guardrail goals that some text certainly makes worse."""
    return [
        goal.name
        for goal in results.goals
        if goal.role == "guardrail" and any(arm.verdict == "worse" for arm in goal.arms)
    ]


def _position(results: Results) -> int:
    return next((arm.position for arm in results.arms if arm.key == results.winner), 0)


def _come_back(days: float | None) -> str:
    if days is None:
        return "Come back when more visitors have seen it."
    if days > 365:
        return "At this pace it takes more than a year: think of a bigger contrast."
    whole = max(round(days), 1)
    return "Come back tomorrow." if whole == 1 else f"Come back in about {whole} days."
