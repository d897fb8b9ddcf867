from django.db import models

from messaging.models.campaigns import Campaign
from messaging.models.variants import Variant
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class Review(TenantModel):
    """Copy laid before a client who has no account, under an address that nobody can guess.

    ``answer_by`` is the deadline; ``remind`` are addresses that hear of it once before. After
    ``expires_at``, or once closed, nothing can be said any more.
    """

    name = models.CharField(max_length=120)
    note = models.TextField(max_length=2000, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    token = models.CharField(max_length=43, unique=True)
    password = models.CharField(max_length=128, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    remind = models.JSONField(default=list, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


class ReviewItem(TenantModel):
    """One text of a review, in the words it had when it was laid before them (``parts``).

    The verdict is the latest one; ``earlier`` keeps those before it, the oldest first, each as
    {"verdict", "reason", "by", "at"}.
    """

    class Verdict(models.TextChoices):
        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    review = models.ForeignKey(Review, models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="review_items")
    position = models.PositiveIntegerField(default=0)
    parts = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    earlier = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["review_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "variant"], name="review_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.review_id}"


class ReviewNote(TenantModel):
    """What a client said of one line: a comment, or another wording of it.

    ``place`` is the part, ``index`` its place in a part of several texts.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", "Comment"
        WORDING = "wording", "Another wording"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Declined"

    item = models.ForeignKey(ReviewItem, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.CharField(max_length=60, blank=True)
    index = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=2000)
    author = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    made = models.ForeignKey(Variant, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:80]
