from django.db import models
from django.db.models import Q

from personas.models.evidence_imports import EvidenceImport
from personas.models.pains import PainPoint
from personas.models.personas import Persona
from personas.models.surveys import SurveyAnswer
from workspaces.models.tenancy import TenantModel
from workspaces.sealed_fields import SealedTextField


class EvidenceSource(models.TextChoices):
    INTERVIEW = "interview", "Interview"
    REVIEW = "review", "Review"
    SUPPORT = "support", "Support"
    SURVEY = "survey", "Survey"
    EXIT_INTERVIEW = "exit_interview", "Exit interview"
    SOCIAL = "social", "Social"
    SALES_CALL = "sales_call", "Sales call"
    SEARCH = "search", "Search"
    OTHER = "other", "Other"


class CustomerStatus(models.TextChoices):
    PROSPECT = "prospect", "Prospect"
    CUSTOMER = "customer", "Customer"
    EX_CUSTOMER = "ex_customer", "Ex-customer"
    LOST_DEAL = "lost_deal", "Lost deal"
    NEVER_BOUGHT = "never_bought", "Never bought"
    UNKNOWN = "unknown", "Not known"


class Evidence(TenantModel):
    """One thing a customer really said or answered.

    ``text_hash`` is of the normalised text, source and person: without an id of its own from
    elsewhere (``external_id``), the same words of one person from one source are kept once.
    ``person_hash`` stands for the person without naming them. ``times`` is how often the very same
    was said, where the source counted it (a search term). ``masked`` names the kinds of personal
    data that were taken out of the text before it was stored. ``contact`` is where the person
    agreed to be written to, sealed.
    """

    persona = models.ForeignKey(
        Persona, models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    text = models.TextField(max_length=10_000)
    source = models.CharField(
        max_length=16, choices=EvidenceSource.choices, default=EvidenceSource.OTHER
    )
    customer_status = models.CharField(
        max_length=16, choices=CustomerStatus.choices, default=CustomerStatus.UNKNOWN
    )
    asked = models.BooleanField(
        null=True, blank=True, help_text="Asked for (a survey), or said unprompted?"
    )
    said_on = models.DateField(null=True, blank=True)
    person_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=12, blank=True)
    may_quote = models.BooleanField(
        default=False, help_text="The customer agreed to be quoted word for word."
    )
    consent_withdrawn_at = models.DateTimeField(null=True, blank=True)
    may_contact = models.BooleanField(
        default=False, help_text="The customer agreed to be written to about this."
    )
    contact = SealedTextField()
    question = models.CharField(max_length=300, blank=True, help_text="What it answers, if asked.")
    times = models.PositiveIntegerField(default=1)
    masked = models.CharField(max_length=80, blank=True)
    answer = models.ForeignKey(
        SurveyAnswer, models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    link = models.URLField(max_length=500, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    text_hash = models.CharField(max_length=64)
    junk = models.CharField(max_length=60, blank=True, help_text="Why it tells us nothing, if so.")
    not_junk = models.BooleanField(
        default=False, help_text="A person said that it tells us something."
    )
    evidence_import = models.ForeignKey(
        EvidenceImport, models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "evidence"
        indexes = [models.Index(fields=["workspace", "-created_at"], name="evidence_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "external_id"],
                condition=~Q(external_id=""),
                name="evidence_external_id_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "text_hash"],
                condition=Q(external_id=""),
                name="evidence_text_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class EvidenceLink(TenantModel):
    """A quote that speaks of a pain: suggested by likeness, or confirmed by a person.

    A rejected suggestion is kept, so that it is not made again. Only confirmed links count.
    """

    class State(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Rejected"

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="links")
    pain = models.ForeignKey(PainPoint, models.CASCADE, related_name="links")
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONFIRMED)
    confidence = models.FloatField(default=1.0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-confidence", "id"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "pain"], name="evidence_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} -> {self.pain}"
