"""How a workspace delivers beside its tests: settings, split links, and pains that go on."""

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from messaging.models import Message, Placement, Variant
from personas.models import PainPoint
from workspaces.models.tenancy import TenantModel

TOKEN_BYTES = 16
MOST_HELD_OUT = 0.5


def new_token() -> str:
    """The part of a public address that cannot be guessed."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class DeliverySettings(TenantModel):
    """One for each workspace; none means the defaults.

    ``holdout`` is the share of visitors who take part in no test at all, so that all testing
    together can be compared with none. ``keep_events_days`` is how long single events of finished
    tests are kept; empty is for ever. ``currency`` is that of goals' worth.
    """

    holdout = models.FloatField(
        default=0.0, validators=[MinValueValidator(0), MaxValueValidator(MOST_HELD_OUT)]
    )
    keep_events_days = models.PositiveSmallIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "delivery settings"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="delivery_settings_one")]

    def __str__(self) -> str:
        return "delivery settings"


class SplitLink(TenantModel):
    """One public address that sends visitors on to the page of their arm.

    ``remembers``: a cookie of ours keeps the visitor's number, so that who comes again gets the
    same page and counts once. Without it each click is a visitor.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="split_links")
    name = models.CharField(max_length=120)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    url = models.URLField(max_length=500, help_text="Where everybody goes who is in no test.")
    is_on = models.BooleanField(default=True)
    remembers = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SplitPage(TenantModel):
    """Where a split link sends those who get this text."""

    link = models.ForeignKey(SplitLink, models.CASCADE, related_name="pages")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    url = models.URLField(max_length=500)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["link", "variant"], name="split_page_once"),
        ]

    def __str__(self) -> str:
        return self.url


class LeadsTo(TenantModel):
    """Copy at one place leads people to another: an ad to its landing page."""

    source = models.ForeignKey(Placement, models.CASCADE, related_name="leads_to")
    landing = models.ForeignKey(Placement, models.CASCADE, related_name="led_from")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "landing"], name="leads_to_once"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("landing")), name="leads_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} leads to {self.landing}"


class Continuation(TenantModel):
    """What a landing message says to somebody whose ad spoke of this pain."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="continuations")
    pain = models.ForeignKey(PainPoint, models.CASCADE, related_name="+")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "pain"], name="continuation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pain}: {self.variant}"
