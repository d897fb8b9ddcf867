"""What all finished tests say together, over REST."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from experiments.api.result_forms import Plain
from experiments.resonance import FACTORS, resonance_of
from workspaces.api.views import access_of


class ResonanceSerializer(Plain):
    key = serializers.CharField(help_text="Id of the pain or proof, or key of the framework.")
    name = serializers.CharField()
    tests = serializers.IntegerField()
    wins = serializers.IntegerField(help_text="Tests that it won.")
    visitors = serializers.IntegerField()
    conversions = serializers.IntegerField()
    lift = serializers.FloatField(help_text="Over the average level of the cell; 0.1 is 10 %.")
    low = serializers.FloatField(help_text="Where the 95 % interval begins.")
    high = serializers.FloatField(help_text="Where it ends.")
    chance_best = serializers.FloatField(help_text="Chance to be the best of the cell, 0 to 1.")


class ResonanceCellSerializer(Plain):
    factor = serializers.ChoiceField(choices=list(FACTORS))
    persona = serializers.IntegerField(allow_null=True, help_text="Null: everybody.")
    stage = serializers.IntegerField(allow_null=True, help_text="Null: every stage.")
    tests = serializers.IntegerField()
    levels = ResonanceSerializer(many=True, help_text="The best first.")


class LeftOutSerializer(Plain):
    tests = serializers.IntegerField()
    reason = serializers.CharField()


class ResonanceTableSerializer(Plain):
    experiments = serializers.IntegerField(help_text="Finished tests there were.")
    used = serializers.IntegerField(help_text="Of them, those that changed one thing.")
    simulated = serializers.IntegerField(help_text="Of those, tests with invented visitors.")
    left_out = LeftOutSerializer(many=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    fresh = serializers.BooleanField(help_text="False while newer results wait to be added.")
    pains = ResonanceSerializer(many=True)
    frameworks = ResonanceSerializer(many=True)
    proofs = ResonanceSerializer(many=True)
    cells = ResonanceCellSerializer(many=True)


class ResonanceView(APIView):
    """Which pain, framework and proof move people, learned over all finished tests."""

    @extend_schema(responses={200: ResonanceTableSerializer})
    def get(self, request: Request) -> Response:
        table = resonance_of(workspace_id=access_of(request).workspace.pk)
        cells = [
            {
                "factor": factor,
                "persona": cell.persona.pk if cell.persona else None,
                "stage": cell.stage.pk if cell.stage else None,
                "tests": cell.tests,
                "levels": cell.levels,
            }
            for factor, own in table.cells.items()
            for cell in own
        ]
        told = {
            "experiments": table.experiments,
            "used": table.used,
            "simulated": table.simulated,
            "left_out": [{"tests": tests, "reason": why} for tests, why in table.left_out],
            "taken_at": table.taken_at,
            "fresh": table.fresh,
            "pains": table.pains,
            "frameworks": table.frameworks,
            "proofs": table.proofs,
            "cells": cells,
        }
        return Response(ResonanceTableSerializer(told).data)
