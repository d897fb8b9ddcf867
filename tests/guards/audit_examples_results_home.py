"""Examples of results that come home, and of tests made to run elsewhere."""

from django.core.files.uploadedfile import SimpleUploadedFile

from experiments.models import ResultReport
from experiments.results_home import apply_report
from experiments.results_home_take import take_report
from messaging.models import Variant
from tests import make
from tests.guards.audit_table import Ask, Example, Scene


def a_text(scene: Scene) -> str:
    """A report about one live text."""
    variant = make.make_live(make.make_message(scene.workspace))
    return f"ad name,impressions,clicks\n{variant.key},100,7\n"


def a_file(scene: Scene) -> Ask:
    return Ask(data={"file": SimpleUploadedFile("ads.csv", a_text(scene).encode())})


def waiting(scene: Scene) -> ResultReport:
    file = SimpleUploadedFile("ads.csv", a_text(scene).encode())
    return take_report(access=scene.access, file=file)


def counted(scene: Scene) -> ResultReport:
    return apply_report(access=scene.access, report=waiting(scene))


def columns(scene: Scene) -> Ask:
    said = {"platform": "other", "keys": ["0"], "unit": "click", "shown": "1", "did": "2"}
    return Ask(waiting(scene), said | {"taken_on": "2026-03-02"})


def rest_columns(scene: Scene) -> Ask:
    said = {"keys": [0], "unit": "click", "shown": 1, "did": 2}
    return Ask(waiting(scene), {"columns": said})


def left_out(scene: Scene) -> Ask:
    report = waiting(scene)
    return Ask(report, {"rows": [report.rows.get().pk], "do": "out"})


def rest_left_out(scene: Scene) -> Ask:
    report = waiting(scene)
    return Ask(report, {"rows": [report.rows.get().pk], "left_out": True})


def to_run_there(scene: Scene) -> Ask:
    message = make.make_message(scene.workspace)
    make.make_live(message)
    rival = make.make_variant(message, state=Variant.State.APPROVED)
    said = {
        "name": "Sundays or books",
        "rivals": [rival.pk],
        "platform": "meta",
        "split": "tested",
        "unit": "click",
        "goal": make.make_goal(scene.workspace).pk,
        "ending": "days",
        "number": "28",
    }
    return Ask(message, said)


PAGES = [
    Example("share-results", "created", "resultreport", a_file),
    Example("share-results-columns", "columns chosen", "resultreport", columns),
    Example("share-results-assign", "rows assigned", "resultreport", left_out),
    Example("share-results-apply", "report counted", "resultreport", lambda s: Ask(waiting(s))),
    Example("share-results-undo", "report taken out", "resultreport", lambda s: Ask(counted(s))),
    Example("share-results-discard", "discarded", "resultreport", lambda s: Ask(waiting(s))),
    Example("share-run-there", "created", "experiment", to_run_there, again=1),
]
REST = [
    Example(
        "api-result-report-list", "created", "resultreport", lambda s: Ask(data={"text": a_text(s)})
    ),
    Example("api-result-report-columns", "columns chosen", "resultreport", rest_columns),
    Example("api-result-report-assign", "rows assigned", "resultreport", rest_left_out),
    Example("api-result-report-apply", "report counted", "resultreport", lambda s: Ask(waiting(s))),
    Example(
        "api-result-report-undo", "report taken out", "resultreport", lambda s: Ask(counted(s))
    ),
    Example("api-result-report-discard", "discarded", "resultreport", lambda s: Ask(waiting(s))),
]
