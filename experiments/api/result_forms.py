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
    value = _number()
    verdict = serializers.CharField(help_text="better, worse, same, open; control.")
    p = _number()
    lift = RangeSerializer(allow_null=True)
    corrected_lift = RangeSerializer(allow_null=True)
    p_better = _number()
    p_best = _number()
    expected_loss = _number()
    drift = serializers.BooleanField()


class GoalResultSerializer(Plain):
    key = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField()
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


class ResultsSerializer(Plain):
    experiment = serializers.CharField()
    state = serializers.CharField()
    has_look = serializers.BooleanField()
    taken_at = serializers.DateTimeField(allow_null=True)
    verdict = serializers.CharField(
        help_text="winner, loser, no_difference, keep_going, broken; none before the first look."
    )
    sentence = serializers.CharField()
    winner = serializers.CharField(allow_null=True, help_text="Key of the arm to keep.")
    visitors = serializers.IntegerField()
    goals = GoalResultSerializer(many=True, help_text="The goal that decides first.")
    srm_e = serializers.FloatField(help_text="Evidence of a wrong split; alarm from 100.")
    srm_alarm = serializers.BooleanField()
    leak = serializers.BooleanField()
    crossed = serializers.IntegerField(help_text="Visitors left out: they saw two arms.")
    simulated = serializers.BooleanField()
    ended = serializers.BooleanField()
    plan_size = serializers.IntegerField(allow_null=True)
    visitors_needed = serializers.IntegerField(allow_null=True)
    days_needed = _number()
    history = HistoryPointSerializer(many=True)
    days = DayCountSerializer(many=True)


class ResonanceSerializer(Plain):
    key = serializers.CharField()
    name = serializers.CharField()
    tests = serializers.IntegerField()
    wins = serializers.IntegerField()
    lift = _number()
    low = _number()
    high = _number()


class ResonanceTableSerializer(Plain):
    experiments = serializers.IntegerField()
    pains = ResonanceSerializer(many=True)
    frameworks = ResonanceSerializer(many=True)
