"""How experiments look in JSON, coming in and going out."""

from typing import Any

from rest_framework import serializers

from experiments.constants import MAX_ARMS
from experiments.draft_rules import LONGEST_CONTRAST, MOST_DAYS, UNITS
from experiments.holding_back import MOST_HELD_BACK
from experiments.models import Arm, Experiment, ExperimentGoal, Goal, Phase
from experiments.one_factor import note_of
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
        fields = ["number", "kind", "weights", "coverage", "started_at", "ended_at"]


class ExperimentGoalSerializer(TenantSerializer):
    key = serializers.CharField(source="goal.key", read_only=True)

    class Meta:
        model = ExperimentGoal
        fields = ["goal", "key", "role", "cap", "cuped_days"]


class PlanKnownSerializer(Plain):
    """What a plan was made from; any of it may be missing."""

    rate = serializers.FloatField(
        min_value=0, max_value=1, required=False, help_text="Conversions per visitor today."
    )
    lift = serializers.FloatField(
        min_value=0, max_value=100, required=False, help_text="The smallest lift that matters."
    )
    daily = serializers.FloatField(min_value=0, required=False, help_text="Visitors a day.")


class PlanSerializer(PlanKnownSerializer):
    size = serializers.IntegerField(required=False, help_text="Visitors over all arms.")
    days = serializers.IntegerField(required=False, help_text="Days since the start.")


def ramp_field(**more: Any) -> serializers.ListField:
    """A ramp-up; its rules are told by ``ramping.tidy_ramp``."""
    return serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="[hours after the start, share of visitors who take part], both growing.",
        **more,
    )


class ExperimentSerializer(TenantSerializer):
    arms = ArmSerializer(many=True, read_only=True)
    phases = PhaseSerializer(many=True, read_only=True)
    goals = ExperimentGoalSerializer(source="experiment_goals", many=True, read_only=True)
    plan = PlanSerializer(read_only=True)
    namespace = serializers.ListField(
        read_only=True,
        help_text="Group whose tests share no visitors; once started with the slice it has.",
    )
    conditions = serializers.DictField(read_only=True)
    ramp = ramp_field(read_only=True)
    factor_note = serializers.SerializerMethodField(
        help_text="What a test whose arms differ like this can tell."
    )
    terms = serializers.DictField(
        read_only=True, help_text="All that was fixed at the start, as it was then."
    )

    class Meta:
        model = Experiment
        fields = [
            "id", "key", "name", "message", "hypothesis", "state", "rule", "plan", "alpha",
            "rope", "split_by", "unit", "time_zone", "namespace", "conditions", "factor",
            "factor_note", "contrast", "is_aa", "allocation", "ramp", "holdback", "terms",
            "starts_at", "ends_at", "started_at", "stopped_at", "decided_at", "decision_reason",
            "winner", "previous_live", "learning_note", "archived_at", "created_at", "arms",
            "phases", "goals",
        ]  # fmt: skip
        read_only_fields = fields

    def get_factor_note(self, experiment: Experiment) -> str:
        return note_of(experiment.factor)


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
    plan_days = serializers.IntegerField(
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        allow_null=True,
        help_text="Days of a planned end, in place of its visitors.",
    )
    plan_known = PlanKnownSerializer(required=False)
    exact = serializers.BooleanField(
        required=False, help_text="The rule for fewer than a hundred conversions."
    )
    rope = serializers.FloatField(min_value=0, max_value=0.5, required=False)
    split_by = serializers.ChoiceField(Experiment.SplitBy.choices, required=False)
    unit = serializers.ChoiceField(list(UNITS.items()), required=False)
    namespace = serializers.ListField(
        child=serializers.JSONField(),
        required=False,
        max_length=2,
        help_text="The group whose tests share no visitors, and the share of it: [name, share].",
    )
    conditions = serializers.DictField(
        required=False, help_text="Attributes a visitor must have, as GrowthBook says it."
    )
    contrast = serializers.CharField(max_length=LONGEST_CONTRAST, required=False, allow_blank=True)
    allocation = serializers.ChoiceField(Experiment.Allocation.choices, required=False)
    ramp = ramp_field(required=False)
    holdback = serializers.FloatField(min_value=0, max_value=MOST_HELD_BACK, required=False)
    cap = serializers.FloatField(
        required=False, allow_null=True, help_text="Where values of the goal that decides are cut."
    )
    cuped_days = serializers.IntegerField(
        min_value=0, required=False, help_text="Days before, to lower the noise of a value goal."
    )
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class AATestSerializer(Plain):
    """A test of the live text against itself."""

    message = InWorkspace(queryset=Message.objects.all())
    goal = InWorkspace(queryset=Goal.objects.all(), help_text="What is counted.")
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, allow_null=True
    )


class SpreadSerializer(Plain):
    """The same contrast at other places."""

    contrast = serializers.CharField(
        max_length=LONGEST_CONTRAST, help_text="A name that all tests of the contrast share."
    )
    messages = InWorkspace(
        many=True,
        queryset=Message.objects.all(),
        help_text="Where else to test it; each needs approved texts on the same two sides.",
    )


class LaterChangeSerializer(Plain):
    at = serializers.DateTimeField()
    who = serializers.CharField(help_text="Empty where the audit log no longer tells.")
    what = serializers.CharField(help_text="The action, as in the audit log.")
    said = serializers.CharField()


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
    holdback = serializers.FloatField(
        min_value=0,
        max_value=MOST_HELD_BACK,
        required=False,
        help_text="Share of visitors who go on seeing the old text; none takes the plan's.",
    )


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
