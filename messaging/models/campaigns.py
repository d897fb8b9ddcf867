from django.db import models
from django.db.models import F, Q

from messaging.models.offers import Offer
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.models.tenancy import TenantModel


class Campaign(TenantModel):
    """A drafting project: what for, for whom, until when, and where the copy will lead.

    ``utm`` holds what the links of the campaign carry: source, medium, campaign and term; the
    content is the variant's key. ``stages`` none means every stage of the journey.
    """

    name = models.CharField(max_length=120)
    goal = models.CharField(max_length=200, blank=True)
    offer = models.ForeignKey(
        Offer, models.SET_NULL, null=True, blank=True, related_name="campaigns"
    )
    personas = models.ManyToManyField(Persona, blank=True, related_name="campaigns")
    stages = models.ManyToManyField(JourneyStage, blank=True, related_name="campaigns")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    channels = models.JSONField(default=list, blank=True)
    final_url = models.URLField(max_length=500, blank=True)
    ad_group = models.CharField(max_length=120, blank=True)
    utm = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="campaign_name_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message="The campaign ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Destination(TenantModel):
    """Where a campaign's copy goes on one channel: the link, and its place in the ad account.

    What is left empty here comes from the campaign itself.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="destinations")
    channel = models.CharField(max_length=40)
    final_url = models.URLField(max_length=500, blank=True)
    account = models.CharField(max_length=120, blank=True)
    campaign_name = models.CharField(max_length=120, blank=True)
    ad_group = models.CharField(max_length=120, blank=True)
    utm = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["channel", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "channel"], name="destination_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.channel}"


class PlanCell(TenantModel):
    """What people decided about one cell of a campaign's plan; all other cells are as computed.

    A cell is a persona at a stage on a channel. ``is_out`` leaves it out of the plan; ``pain`` is
    the one it shall speak to, in place of the best there is for that persona at that stage.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="plan_cells")
    persona = models.ForeignKey(Persona, models.CASCADE, related_name="+")
    stage = models.ForeignKey(JourneyStage, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=40)
    pain = models.ForeignKey(PainPoint, models.SET_NULL, null=True, blank=True, related_name="+")
    is_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "persona", "stage", "channel"], name="plan_cell_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.persona} · {self.stage} · {self.channel}"
