"""What a workspace adds to the channels and merge tags we know."""

from django.db import models

from workspaces.models.tenancy import TenantModel


class OwnChannel(TenantModel):
    """A channel of a workspace's own, or its own limits for one of ours (then ``key`` is ours).

    ``document`` is written as the files of ``messaging/channels/data`` are.
    """

    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    document = models.JSONField(default=dict)
    layout = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="own_channel_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MergeTags(TenantModel):
    """How a workspace's tools name the fields behind our merge tags. One for each workspace.

    ``fields``: dialect -> token -> field; ``longest``: token -> the longest value there is;
    ``dialect``: the one in which copy is taken along where nobody says otherwise.
    """

    dialect = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    longest = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "merge tags"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="merge_tags_one")]

    def __str__(self) -> str:
        return self.dialect or "merge tags"
