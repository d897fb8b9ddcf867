"""Tell webhooks what a new reading of a test says: once, when it says something new."""

from experiments.models import Experiment, Look
from experiments.result_sentences import OBSERVED, told
from experiments.results import results_of
from workspaces.access import Access, system_access
from workspaces.webhooks import announce

NOT_ANNOUNCED = ("keep_going", OBSERVED)


def announce_reading(
    experiment: Experiment, look: Look, last: Look | None, *, is_anew: bool = False
) -> None:
    """Announce the verdict of ``look`` unless the look before said the same; in the transaction in
    which the look is kept. Of a wrong split is told apart, with what speaks for it.

    ``is_anew``: the look before stood on a report that was taken out. Then it is told as well that
    there is no verdict any more.
    """
    verdict = look.analysis["verdict"]
    before = None if last is None else last.analysis["verdict"]
    is_lost = is_anew and before not in (None, *NOT_ANNOUNCED)
    if verdict == OBSERVED or (verdict in NOT_ANNOUNCED and not is_lost):
        return
    is_same_arm = last is not None and last.analysis["winner"] == look.analysis["winner"]
    if verdict == before and (is_same_arm or not is_anew):
        return
    _, sentence = told(
        verdict=verdict,
        sentence=look.analysis["sentence"],
        is_aa=experiment.is_aa,
        is_tested=True,
        visitors=look.analysis["line"]["visitors"],
        alpha=experiment.alpha,
    )
    access = system_access(experiment.workspace)
    about = {"id": experiment.pk, "key": experiment.key}
    announce(
        access=access,
        event="experiment.verdict",
        data={
            "experiment": about,
            "verdict": verdict,
            "arm": _arm_key(experiment, look.analysis["winner"]),
            "sentence": sentence,
        },
    )
    if verdict == "broken":
        _announce_broken(access, experiment, about)


def _announce_broken(access: Access, experiment: Experiment, about: dict[str, object]) -> None:
    results = results_of(experiment)
    announce(
        access=access,
        event="experiment.broken",
        data={
            "experiment": about,
            "evidence": results.srm_e,
            "split": [
                {"arm": cell.arm, "visitors": cell.seen, "expected": round(cell.expected, 1)}
                for cell in results.split
            ],
            "causes": [cause.code for cause in results.split_causes],
        },
    )


def _arm_key(experiment: Experiment, position: int | None) -> str | None:
    if position is None:
        return None
    arm = experiment.arms.select_related("variant").filter(position=position).first()
    return None if arm is None else arm.key
