"""One letter before the deadline, to those who should answer, where something still waits."""

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from messaging.models import Review
from messaging.review_making import review_address
from messaging.review_reading import Progress, progress_of

log = logging.getLogger(__name__)
BEFORE = timedelta(hours=24)


def remind_due() -> int:
    """Send what is due, once each; how many letters. Safe to run as often as one likes.

    When the mail server takes none of a review's letters, they are tried again the next time.
    """
    now = timezone.now()
    due = Review.objects.filter(
        workspace__archived_at=None,
        closed_at=None,
        reminded_at=None,
        answer_by__gt=now,
        answer_by__lte=now + BEFORE,
        expires_at__gt=now,
    )
    sent = 0
    for review in due.select_related("workspace").order_by("pk"):
        try:
            sent += remind(review)
        except Exception:
            log.exception("The reminder of review %s could not be made", review.pk)
    return sent


def remind(review: Review) -> int:
    """Remind the addresses of one review; 0 where nobody is named or nothing waits."""
    progress = progress_of(review.workspace, [review])[review.pk]
    if not review.remind or not progress.waiting:
        return 0
    mine = Review.objects.for_workspace(review.workspace).filter(pk=review.pk)
    if not mine.filter(reminded_at=None, closed_at=None).update(reminded_at=timezone.now()):
        return 0
    sent = sum(_sent(review, address, progress) for address in review.remind)
    if not sent:
        mine.update(reminded_at=None)
    return sent


def _sent(review: Review, address: str, progress: Progress) -> bool:
    try:
        letter_of(review, address, progress).send()
    except OSError:
        log.exception("A reminder of review %s could not be sent", review.pk)
        return False
    return True


def letter_of(review: Review, address: str, progress: Progress) -> EmailMultiAlternatives:
    """The letter: text and HTML, times as the workspace tells them. Its subject begins with the
    brand's name, since clients know the brand and not this site."""
    assert review.answer_by is not None
    zone = ZoneInfo(review.workspace.time_zone)
    context = {
        "review": review,
        "brand": review.workspace.name,
        "progress": progress,
        "until": review.answer_by.astimezone(zone),
        "zone": review.workspace.time_zone,
        "page": review_address(review),
        "has_password": bool(review.password),
    }
    # A subject is one line, whatever a review is called.
    subject = " ".join(f"{review.workspace.name} waits for your answer: {review.name}".split())
    letter = EmailMultiAlternatives(
        subject,
        render_to_string("letters/review.txt", context),
        None,
        [address],
    )
    letter.attach_alternative(render_to_string("letters/review.html", context), "text/html")
    return letter
