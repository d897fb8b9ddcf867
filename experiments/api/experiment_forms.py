"""How experiments look in JSON, coming in and going out."""

from typing import Any

from rest_framework import serializers

from experiments.constants import MAX_ARMS
from experiments.models import Arm, Experiment, ExperimentGoal, Goal, Phase
from messaging.models import Message, Variant
from workspaces.api.views import InWorkspace, TenantSerializer
from workspaces.models.tenancy import validate_key

Plain = serializers.Serializer[Any]


class ArmSerializer(TenantSerializer):
    key = serializers.CharField(read_only=True)

    class Meta:
        model = Arm
        fields = ["position", "key", "variant", "share"]


class PhaseSerializer(TenantSerializer):
    weights = serializers.ListField(child=serializers.FloatField())

    class Meta:
        model = Phase
        fields = ["number", "weights", "coverage", "started_at", "ended_at"]


class ExperimentGoalSerializer(TenantSerializer):
    key = serializers.CharField(source="goal.key", read_only=True)

    class Meta:
        model = ExperimentGoal
        fields = ["goal", "key", "role", "cap"]


class PlanSerializer(Plain):
    size = serializers.IntegerField(required=False, help_text="Visitors over all arms.")


class ExperimentSerializer(TenantSerializer):
    arms = ArmSerializer(many=True, read_only=True)
    phases = PhaseSerializer(many=True, read_only=True)
    goals = ExperimentGoalSerializer(source="experiment_goals", many=True, read_only=True)
    plan = PlanSerializer(read_only=True)
    namespace = serializers.ListField(read_only=True)

    class Meta:
        model = Experiment
        fields = [
            "id", "key", "name", "message", "hypothesis", "state", "rule", "plan", "alpha",
            "rope", "split_by", "unit", "time_zone", "namespace", "starts_at", "ends_at",
            "started_at", "stopped_at", "decided_at", "decision_reason", "winner",
            "previous_live", "learning_note", "archived_at", "created_at", "arms", "phases",
            "goals",
        ]  # fmt: skip
        read_only_fields = fields


class ExperimentChangeSerializer(Plain):
    """What can be set while it is a draft."""

    name = serializers.CharField(max_length=120)
    hypothesis = serializers.CharField(max_length=300, required=False, allow_blank=True)
    variants = InWorkspace(
        many=True,
        queryset=Variant.objects.all(),
        help_text="To test against the live variant, which is always the first arm.",
    )
    shares = serializers.ListField(
        child=serializers.FloatField(min_value=0),
        required=False,
        max_length=MAX_ARMS,
        help_text="Parts of the visitors, the live variant's first, in any unit.",
    )
    goal = InWorkspace(queryset=Goal.objects.all(), help_text="The goal that decides.")
    secondary = InWorkspace(many=True, queryset=Goal.objects.all(), required=False)
    guardrails = InWorkspace(many=True, queryset=Goal.objects.all(), required=False)
    plan_size = serializers.IntegerField(
        min_value=1,
        required=False,
        allow_null=True,
        help_text="Visitors over all arms of a planned end; none is an open end.",
    )
    exact = serializers.BooleanField(
        required=False, help_text="The rule for fewer than a hundred conversions."
    )
    rope = serializers.FloatField(min_value=0, max_value=0.5, required=False)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class ExperimentCreateSerializer(ExperimentChangeSerializer):
    message = InWorkspace(queryset=Message.objects.all())
    key = serializers.CharField(max_length=80, required=False, validators=[validate_key])


class StartSerializer(Plain):
    coverage = serializers.FloatField(
        min_value=0, max_value=1, required=False, help_text="Share of visitors who take part."
    )


class WeightsSerializer(Plain):
    weights = serializers.ListField(
        child=serializers.FloatField(min_value=0), required=False, max_length=MAX_ARMS
    )
    coverage = serializers.FloatField(min_value=0, max_value=1, required=False)


class DecideSerializer(Plain):
    winner = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="Key of the arm to keep; none follows the verdict.",
    )
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ReasonSerializer(Plain):
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ArchiveSerializer(Plain):
    learning_note = serializers.CharField(required=False, allow_blank=True, max_length=5_000)


class UploadedCountSerializer(Plain):
    arm = serializers.CharField(max_length=80)
    day = serializers.DateField()
    n = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="New visitors.")
    x = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="Visitors who converted that day."
    )


class UploadSerializer(Plain):
    counts = UploadedCountSerializer(many=True, allow_empty=False)


class UploadAnswerSerializer(Plain):
    rows = serializers.IntegerField()
