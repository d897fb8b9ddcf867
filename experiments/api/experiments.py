"""Experiments over REST: draft them, move them, read them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from experiments import contrasts, lifecycle, planning_steps, rollout
from experiments.aa_tests import create_aa_test
from experiments.api import experiment_forms as forms
from experiments.api.base import ExperimentsViewSet
from experiments.api.result_forms import ResultsSerializer
from experiments.archiving import archive_experiment, unarchive_experiment
from experiments.counts_table import UploadedCount
from experiments.drafting import change_experiment, create_experiment, remove_draft
from experiments.holding_back import end_holdback
from experiments.models import Arm, Experiment
from experiments.results import results_of
from experiments.splitting import change_weights
from experiments.terms import later_changes
from experiments.uploaded_counts import upload_counts
from workspaces.access import APPROVE
from workspaces.api.views import access_of

ANSWER = {200: forms.ExperimentSerializer}


def _step(request: type[forms.Plain] | None = None) -> Callable[[Any], Any]:
    return extend_schema(request=request, responses=ANSWER)


@extend_schema_view(
    create=extend_schema(
        request=forms.ExperimentCreateSerializer, responses={201: forms.ExperimentSerializer}
    ),
    partial_update=_step(forms.ExperimentChangeSerializer),
)
class ExperimentViewSet(ExperimentsViewSet):
    """Tests of variants of one message, created as drafts; every later step is its own POST."""

    queryset = Experiment.objects.prefetch_related(
        "arms__variant", "phases", "experiment_goals__goal"
    )
    serializer_class = forms.ExperimentSerializer
    filterset_fields = ["key", "state", "message", "contrast", "split_by", "is_aa"]
    permissions_by_action = dict.fromkeys(
        ("start", "pause", "resume", "stop", "weights", "decide", "rollback", "end_holdback"),
        APPROVE,
    )

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self._given(forms.ExperimentCreateSerializer)
        experiment = create_experiment(access=access_of(request), **given)
        return self._answer(experiment, status=201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        experiment = self.get_object()
        given = self._given(forms.ExperimentChangeSerializer, partial=True)
        return self._answer(
            change_experiment(access=access_of(request), experiment=experiment, **given)
        )

    def perform_destroy(self, instance: Experiment) -> None:
        remove_draft(access=access_of(self.request), experiment=instance)

    @extend_schema(request=forms.AATestSerializer, responses={201: forms.ExperimentSerializer})
    @action(detail=False, methods=["post"])
    def aa(self, request: Request) -> Response:
        """Draft a test of the live text against itself, to try splitting and counting."""
        given = self._given(forms.AATestSerializer)
        return self._answer(create_aa_test(access=access_of(request), **given), status=201)

    @_step()
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, pk: int) -> Response:
        """Say that a draft is ready to be started."""
        return self._move(planning_steps.plan_experiment)

    @_step()
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, pk: int) -> Response:
        """Open a plan again to change it."""
        return self._move(planning_steps.back_to_draft)

    @extend_schema(
        request=forms.SpreadSerializer, responses={201: forms.ExperimentSerializer(many=True)}
    )
    @action(detail=True, methods=["post"])
    def spread(self, request: Request, pk: int) -> Response:
        """Draft the same contrast at other places, so that little traffic adds up."""
        experiment = self.get_object()
        given = self._given(forms.SpreadSerializer)
        drafts = contrasts.spread_contrast(
            access=access_of(request), experiment=experiment, **given
        )
        rows = self.get_queryset().filter(pk__in=[draft.pk for draft in drafts]).order_by("pk")
        return Response(self.get_serializer(rows, many=True).data, status=201)

    @_step(forms.StartSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: int) -> Response:
        """Show the arms to visitors and begin to count."""
        return self._move(lifecycle.start_experiment, forms.StartSerializer)

    @_step()
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: int) -> Response:
        """Give everybody the live variant for now."""
        return self._move(lifecycle.pause_experiment)

    @_step()
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: int) -> Response:
        """Split visitors again."""
        return self._move(lifecycle.resume_experiment)

    @_step()
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: int) -> Response:
        """End the splitting of visitors without deciding yet."""
        return self._move(lifecycle.stop_experiment)

    @_step(forms.WeightsSerializer)
    @action(detail=True, methods=["post"])
    def weights(self, request: Request, pk: int) -> Response:
        """Split visitors differently from now on."""
        return self._move(change_weights, forms.WeightsSerializer)

    @_step(forms.DecideSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: int) -> Response:
        """Make the winner, or the arm named, the live variant for everybody."""
        experiment = self.get_object()
        given = self._given(forms.DecideSerializer)
        winner = None
        if given.get("winner"):
            arm = (
                Arm.objects.filter(workspace=experiment.workspace, experiment=experiment)
                .filter(variant__key=given["winner"])
                .select_related("variant")
                .first()
            )
            if arm is None:
                raise Http404("The experiment has no such arm.")
            winner = arm.variant
        return self._answer(
            rollout.decide_experiment(
                access=access_of(request),
                experiment=experiment,
                winner=winner,
                reason=given.get("reason", ""),
                holdback=given.get("holdback"),
            )
        )

    @_step(forms.ReasonSerializer)
    @action(detail=True, methods=["post"])
    def rollback(self, request: Request, pk: int) -> Response:
        """Show everybody again what was live before the decision."""
        return self._move(rollout.roll_back, forms.ReasonSerializer)

    @_step(forms.ArchiveSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: int) -> Response:
        """Put a finished experiment into the library; its counts are final."""
        return self._move(archive_experiment, forms.ArchiveSerializer)

    @_step()
    @action(detail=True, methods=["post"])
    def unarchive(self, request: Request, pk: int) -> Response:
        """Bring an archived experiment back to the list; its counts stay final."""
        return self._move(unarchive_experiment)

    @_step(forms.ReasonSerializer)
    @action(detail=True, methods=["post"], url_path="end-holdback", url_name="end-holdback")
    def end_holdback(self, request: Request, pk: int) -> Response:
        """Show the winner to those who still saw the old text."""
        return self._move(end_holdback, forms.ReasonSerializer)

    @extend_schema(responses={200: forms.LaterChangeSerializer(many=True)})
    @action(detail=True, methods=["get"], pagination_class=None, filterset_fields=[])
    def changes(self, request: Request, pk: int) -> Response:
        """What was changed since the start: splits, pauses, ramp steps, names of goals."""
        found = later_changes(self.get_object())
        return Response(forms.LaterChangeSerializer(found, many=True).data)

    @extend_schema(responses={200: ResultsSerializer})
    @action(detail=True, methods=["get"])
    def results(self, request: Request, pk: int) -> Response:
        """The verdict with its sentence, every arm's numbers, and how they came about."""
        return Response(ResultsSerializer(results_of(self.get_object())).data)

    @extend_schema(request=forms.UploadSerializer, responses={200: forms.UploadAnswerSerializer})
    @action(detail=True, methods=["post"])
    def counts(self, request: Request, pk: int) -> Response:
        """Counts from elsewhere. A day sent again replaces what was sent before."""
        experiment = self.get_object()
        given = self._given(forms.UploadSerializer)
        rows = upload_counts(
            access=access_of(request),
            experiment=experiment,
            counts=[UploadedCount(**count) for count in given["counts"]],
        )
        return Response({"rows": rows})

    def _given(self, form: type[forms.Plain], *, partial: bool = False) -> dict[str, Any]:
        serializer = form(
            data=self.request.data, partial=partial, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        given: dict[str, Any] = serializer.validated_data
        return given

    def _move(
        self, step: Callable[..., Experiment], form: type[forms.Plain] | None = None
    ) -> Response:
        experiment = self.get_object()
        given = self._given(form) if form is not None else {}
        return self._answer(step(access=access_of(self.request), experiment=experiment, **given))

    def _answer(self, experiment: Experiment, status: int = 200) -> Response:
        row = self.get_queryset().get(pk=experiment.pk)
        return Response(self.get_serializer(row).data, status=status)
