"""The steps before all others: words that may no longer be used, and people about to go."""

from home.step import Step
from messaging.copy_flags import seen_flags, waiting_flags
from personas.over_time import today_in
from personas.weekly_digest import WEEK, latest_alert, monday, read_digests
from workspaces.access import Access


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
