"""How results and resonance look in JSON. Rates and lifts are fractions: 0.05 is 5 %."""

from typing import Any

from rest_framework import serializers

Plain = serializers.Serializer[Any]


def _number(**options: Any) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, **options)


class RangeSerializer(Plain):
    low = _number()
    point = serializers.FloatField()
    high = _number()


class ArmResultSerializer(Plain):
    key = serializers.CharField()
    position = serializers.IntegerField()
    is_control = serializers.BooleanField()
    n = serializers.IntegerField(help_text="Visitors.")
    x = serializers.IntegerField(help_text="Visitors who converted.")
    rate = _number()
    rate_low = _number()
    rate_high = _number()
    value = _number(help_text="Mean value a visitor, for a value goal.")
    value_low = _number()
    value_high = _number()
    money = _number(help_text="What a visitor is worth by this goal, in “currency”.")
    verdict = serializers.CharField(help_text="better, worse, same, open; control.")
    p = _number()
    p_among_goals = _number(help_text="Allows for several secondary goals.")
    lift = RangeSerializer(allow_null=True)
    corrected_lift = RangeSerializer(allow_null=True)
    p_better = _number()
    p_best = _number()
    expected_loss = _number()
    drift = serializers.BooleanField()


class GoalResultSerializer(Plain):
    key = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField(help_text="primary, guardrail, secondary.")
    kind = serializers.CharField(help_text="conversion or value.")
    direction = serializers.CharField(help_text="up or down: which way is better.")
    window_days = serializers.IntegerField()
    cap = _number(help_text="Where a value goal was cut off for each visitor.")
    worth = _number()
    verdict = serializers.CharField()
    sentence = serializers.CharField()
    arms = ArmResultSerializer(many=True)


class HistoryPointSerializer(Plain):
    taken_at = serializers.DateTimeField()
    visitors = serializers.IntegerField()
    verdict = serializers.CharField()
    arms = serializers.ListField(child=RangeSerializer(allow_null=True))


class DayCountSerializer(Plain):
    day = serializers.DateField()
    arm = serializers.CharField()
    n = serializers.IntegerField()
    x = serializers.IntegerField()


class PhaseResultSerializer(Plain):
    number = serializers.IntegerField()
    kind = serializers.CharField(help_text="test, or holdback after the decision.")
    weights = serializers.ListField(child=serializers.FloatField())
    coverage = serializers.FloatField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    visitors = serializers.IntegerField()
    crossed = serializers.IntegerField()


class SplitCellSerializer(Plain):
    arm = serializers.CharField()
    seen = serializers.IntegerField()
    expected = serializers.FloatField()


class CauseSerializer(Plain):
    code = serializers.CharField()
    text = serializers.CharField()


class ResultsSerializer(Plain):
    experiment = serializers.CharField()
    state = serializers.CharField()
    split_by = serializers.CharField()
    unit = serializers.CharField()
    allocation = serializers.CharField()
    is_aa = serializers.BooleanField()
    is_tested = serializers.BooleanField(help_text="False: observed, no winner is ever called.")
    rule = serializers.CharField()
    alpha = serializers.FloatField()
    rope = serializers.FloatField()
    currency = serializers.CharField()
    look = serializers.IntegerField(allow_null=True, help_text="Tells one reading from the next.")
    has_look = serializers.BooleanField()
    taken_at = serializers.DateTimeField(allow_null=True)
    verdict = serializers.CharField(
        help_text="winner, loser, no_difference, keep_going, broken; observed where nothing was "
        "tested; none before the first look."
    )
    sentence = serializers.CharField()
    winner = serializers.CharField(allow_null=True, help_text="Key of the arm to keep.")
    visitors = serializers.IntegerField()
    goals = GoalResultSerializer(many=True, help_text="The goal that decides first.")
    srm_e = serializers.FloatField(help_text="Evidence of a wrong split; alarm from 100.")
    srm_alarm = serializers.BooleanField()
    split = SplitCellSerializer(many=True)
    split_causes = CauseSerializer(many=True, help_text="Where to look for the fault.")
    leak = serializers.BooleanField()
    crossed = serializers.IntegerField(help_text="Visitors left out: they saw two arms.")
    simulated = serializers.BooleanField()
    ended = serializers.BooleanField()
    plan_size = serializers.IntegerField(allow_null=True)
    visitors_needed = serializers.IntegerField(allow_null=True)
    days_needed = _number()
    warnings = serializers.ListField(child=serializers.CharField())
    holdback = serializers.DictField(
        child=serializers.JSONField(),
        allow_null=True,
        help_text="The reading of those who go on seeing the old text.",
    )
    contrast = serializers.DictField(
        child=serializers.JSONField(),
        allow_null=True,
        help_text="The reading of all tests that share this one's contrast, taken together.",
    )
    terms = serializers.DictField(
        child=serializers.JSONField(), help_text="What was fixed at the start."
    )
    started_at = serializers.DateTimeField(allow_null=True)
    phases = PhaseResultSerializer(many=True)
    history = HistoryPointSerializer(many=True)
    days = DayCountSerializer(many=True)
