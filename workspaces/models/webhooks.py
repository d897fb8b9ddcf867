import json
import uuid
from datetime import datetime
from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone

from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User
from workspaces.sealed_fields import SealedTextField


class Webhook(TenantModel):
    """An address that is told when something happens in a workspace.

    ``failures`` counts the attempts that failed in a row; while there are several, the webhook
    rests until ``rest_until``, so that a receiver that is away costs us little. After some days of
    failing it is switched off, and ``off_because`` says why.
    """

    url = models.CharField("address", max_length=500)
    purpose = models.CharField("what it is for", max_length=120, blank=True)
    events = models.JSONField(default=list)
    secret = SealedTextField()
    previous_secret = SealedTextField()
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    is_on = models.BooleanField(default=True)
    off_because = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    rest_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.purpose or self.host

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def short_url(self) -> str:
        """The address without its path, which at some receivers is as good as a password."""
        parts = urlsplit(self.url)
        is_bare = parts.path in ("", "/") and not parts.query
        return f"{parts.scheme}://{parts.netloc}/{'' if is_bare else '…'}"

    def secrets(self, now: datetime | None = None) -> list[str]:
        """The plain secrets to sign with, the newest first: two while one takes over."""
        found = [self.secret.open()]
        until = self.previous_secret_until
        if self.previous_secret and until is not None and until > (now or timezone.now()):
            found.append(self.previous_secret.open())
        return found


class WebhookDelivery(TenantModel):
    """One thing that happened, to be told to one webhook: a row of the outbox and of its log.

    A worker holds it by ``lease_until`` while it sends; ``attempts`` only grows, and whoever made
    the newest attempt owns the row. ``number`` is the same in every attempt, so that a receiver
    can drop what it had already.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        GIVEN_UP = "given_up", "Given up"

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    attempts_allowed = models.PositiveIntegerField()
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)
    error = models.CharField(max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="delivery_due"),
            models.Index(fields=["webhook", "-created_at", "-id"], name="delivery_newest"),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"

    @property
    def readable_body(self) -> str:
        """The body with line breaks, for people."""
        return json.dumps(json.loads(self.body), indent=2, ensure_ascii=False)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
