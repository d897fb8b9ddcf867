"""The steps before all others: words that may no longer be used, and people about to go."""

from home.step import Step
from messaging.assigning import work_waiting
from messaging.claims import ClaimState, ending_in_live_copy
from messaging.copy_flags import seen_flags, waiting_flags
from messaging.review_reading import answered_reviews
from messaging.voice_check import texts_breaking_rules
from personas.over_time import today_in
from personas.weekly_digest import WEEK, latest_alert, monday, read_digests
from workspaces.access import Access

REVIEWS_SHOWN = 3


def words_taken_back(access: Access) -> list[Step]:
    """Before all else: what is said to the world and may no longer be."""
    number = waiting_flags(access).count()
    if not number:
        return []
    many, seen = number != 1, seen_flags(access)
    live = f" {seen} of them live: visitors read it now." if seen else ""
    return [
        Step(
            f"{number} {'texts repeat' if many else 'text repeats'} words that were taken back",
            f"Somebody no longer agrees to be quoted, or their quote is gone.{live}",
            "Look at them" if many else "Look at it",
            "write-flags",
            icon="triangle-alert",
        )
    ]


def rules_broken(access: Access) -> list[Step]:
    """Live texts that broke no rule when they were approved, and break one now."""
    number = texts_breaking_rules(access)
    if not number:
        return []
    many = number != 1
    return [
        Step(
            f"{number} live {'texts break' if many else 'text breaks'} a rule of yours",
            "A word was banned, a proof ran out or a pack was switched on since they were "
            "approved. Visitors read them until somebody replaces them.",
            "Look at them" if many else "Look at it",
            "write-voice-check",
            icon="list-checks",
        )
    ]


def proofs_ending(access: Access) -> list[Step]:
    """Claims visitors read whose proof ends soon: while there is time to ask anew."""
    lines = [
        line
        for line in ending_in_live_copy(access=access)
        if line.state == ClaimState.SOON and line.claim.ends_on is not None
    ]
    if not lines:
        return []
    first = min(lines, key=lambda line: (line.claim.ends_on, line.claim.pk))
    more = f" So does that of {len(lines) - 1} more." if len(lines) > 1 else ""
    return [
        Step(
            f"The proof for “{first.claim.text}” ends on {first.claim.ends_on:%-d %B}",
            f"Visitors read it now. From then on nothing backs it.{more}",
            "Renew the proof",
            "write-voice",
            icon="clock",
        )
    ]


def themes_of_those_who_leave(access: Access) -> list[Step]:
    """For the week after it was found: it is news, not a state."""
    since = monday(today_in(access.workspace)) - WEEK
    digest = latest_alert(access, since)
    if digest is None:
        return []
    (read,) = read_digests(access=access, rows=[digest])
    named = [line.title for line in read.lines if line.is_alert]
    theme = f"“{named[0]}”" if named else "Something that fits no pain"
    return [
        Step(
            f"{theme}: people who left, or may, begin to say it",
            "You hear it now, and not when more have left. See what it is, and speak to it.",
            "See what they say",
            "listen-weeks",
            icon="ear",
        )
    ]


def texts_with_you(access: Access) -> list[Step]:
    """What a colleague gave to who looks: told where a day is set, louder once it is over."""
    if access.user is None:
        return []
    number, late = work_waiting(access=access, user=access.user, today=today_in(access.workspace))
    if not number:
        return []
    many = number != 1
    return [
        Step(
            f"{number} {'texts are' if many else 'text is'} with you",
            f"{late} of them late: somebody waits." if late else "A colleague waits for them.",
            "Look at them" if many else "Look at it",
            "write-mine",
            icon="pen-line",
        )
    ]


def clients_answered(access: Access) -> list[Step]:
    """Reviews in which a client has said all there is to say, until somebody closes them."""
    return [
        Step(
            f"{review.name}: your client has answered"
            if not review.name.endswith((".", "?", "!"))
            else f"{review.name} Your client has answered",
            "Every text has a yes or a no. Take what they reworded, and close the review.",
            "Read what they say",
            "share-review",
            review.pk,
            "message-square",
        )
        for review in answered_reviews(access=access)[:REVIEWS_SHOWN]
    ]
