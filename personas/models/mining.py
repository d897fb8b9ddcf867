from django.db import models

from personas.models.evidence import Evidence
from personas.models.pains import PainPoint
from personas.models.personas import Persona
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class Mining(TenantModel):
    """One search for pains among quotes that belong to none yet.

    ``settings`` is what was asked for (such as the number of groups), ``counted`` what became of
    the quotes: looked at, put aside as junk, matched with pains there are, grouped.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Being searched"
        REVIEW = "review", "To be looked at"
        DONE = "done", "Looked at"
        FAILED = "failed", "Failed"

    persona = models.ForeignKey(
        Persona, models.SET_NULL, null=True, blank=True, related_name="minings"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    settings = models.JSONField(default=dict, blank=True)
    counted = models.JSONField(default=dict, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"search of {self.created_at:%Y-%m-%d %H:%M}"


class Candidate(TenantModel):
    """A group of like quotes that may be a pain, until a person says so.

    ``title`` is in the customers' words, ``words`` are those that mark the group. ``rest`` gathers
    what is like nothing else. A merged candidate keeps its quotes, so that it can be taken out of
    the one it went ``into``; a split one keeps them too, and its parts know what they were
    ``split_from``. ``made_pain`` tells that accepting it made the pain, which was not there before.
    """

    class State(models.TextChoices):
        OPEN = "open", "To be decided"
        ACCEPTED = "accepted", "A pain now"
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split"
        REJECTED = "rejected", "Rejected"

    mining = models.ForeignKey(Mining, models.CASCADE, related_name="candidates")
    title = models.CharField(max_length=120)
    words = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    pain = models.ForeignKey(
        PainPoint, models.SET_NULL, null=True, blank=True, related_name="candidates"
    )
    into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    split_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="split_parts"
    )
    made_pain = models.BooleanField(default=False)
    rest = models.BooleanField(default=False, help_text="What is like nothing else.")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class CandidateQuote(TenantModel):
    """A quote in a group; ``closeness`` 0 to 1 is how typical it is of it."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="quotes")
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="candidate_quotes")
    closeness = models.FloatField(default=0.0)

    class Meta:
        ordering = ["-closeness", "id"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "evidence"], name="candidate_quote_once"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} in {self.candidate_id}"


class SlotSource(TenantModel):
    """A quote that one slot of a pain stands on; ``words`` are those that were marked in it.

    A slot that is filled and has none is assumed.
    """

    pain = models.ForeignKey(PainPoint, models.CASCADE, related_name="slot_sources")
    slot = models.CharField(max_length=20)
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="slot_sources")
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pain_id", "slot", "id"]
        constraints = [
            models.UniqueConstraint(fields=["pain", "slot", "evidence"], name="slot_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slot} of {self.pain_id}"
