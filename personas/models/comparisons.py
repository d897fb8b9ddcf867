from django.db import models

from personas.models.evidence import Evidence
from personas.models.personas import Persona
from workspaces.models.tenancy import TenantModel


class Comparison(TenantModel):
    """What a quote says of us, or of an alternative, by one choice criterion.

    ``criterion`` and ``alternative`` are words of the persona's own lists; no alternative is us.
    """

    class Leaning(models.TextChoices):
        GOOD = "good", "Speaks for it"
        BAD = "bad", "Speaks against it"
        MIXED = "mixed", "Both"

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="comparisons")
    persona = models.ForeignKey(Persona, models.CASCADE, related_name="comparisons")
    criterion = models.CharField(max_length=120)
    alternative = models.CharField(max_length=120, blank=True)
    leaning = models.CharField(max_length=5, choices=Leaning.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["criterion", "alternative", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "persona", "criterion", "alternative"],
                name="comparison_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.alternative or 'us'}"
