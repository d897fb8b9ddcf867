"""Tests and what was counted in them.

Part of the list in `portable`, which says what a line means and why the order counts.
"""

from experiments.models import (
    Arm,
    Continuation,
    DailyCount,
    DeliverySettings,
    Experiment,
    ExperimentGoal,
    Goal,
    LeadsTo,
    Look,
    MessageTraffic,
    ObservedJourney,
    Phase,
    RecognisedTraffic,
    Reconciliation,
    ReportSchedule,
    ResonanceReading,
    ResultReport,
    ResultRow,
    SignalRule,
    SplitLink,
    SplitPage,
    VisitorStage,
)
from home.data_rights.portable_model import JOB_STAYS, NEW_ADDRESS, NOT_VOUCHED, Portable
from workspaces.models import (
    TableAddress,
)

TESTS: tuple[Portable, ...] = (
    Portable(Goal),
    Portable(Experiment, called="tests"),
    Portable(ExperimentGoal, called="goals of tests"),
    Portable(Arm, called="arms of tests"),
    Portable(Phase, called="phases of tests"),
    Portable(DailyCount),
    Portable(Look, called="readings of results"),
    Portable(RecognisedTraffic),
    Portable(MessageTraffic),
    Portable(DeliverySettings),
    Portable(SplitLink, left_out={"token": NEW_ADDRESS}),
    Portable(SplitPage, called="pages of split links"),
    Portable(LeadsTo, called="ways from ads to landing pages"),
    Portable(Continuation, called="pains that go on"),
    Portable(SignalRule, called="signals of stages"),
    Portable(VisitorStage, called="stages of visitors"),
    Portable(ObservedJourney, called="observed journey"),
    Portable(Reconciliation, called="counts laid beside ours"),
    Portable(
        ResultReport,
        left_out={
            "token": "Names the file on this site.",
            "file": "What was counted stands in its rows.",
            "job": JOB_STAYS,
        },
        stays=NOT_VOUCHED,
        called="reports of platforms",
    ),
    Portable(ResultRow, stays=NOT_VOUCHED, called="rows of reports"),
    Portable(ReportSchedule, left_out={"job": JOB_STAYS}, called="weekly reports"),
    Portable(
        TableAddress,
        left_out={"token": NEW_ADDRESS},
        stays="A public address of this site; make new ones where you go.",
        called="addresses of tables",
    ),
    Portable(
        ResonanceReading,
        stays="It is worked out anew from the tests where you go.",
        called="what all tests say together",
    ),
)
