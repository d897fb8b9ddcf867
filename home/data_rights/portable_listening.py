"""What is listened to: profiles, journeys, pains and the quotes behind them.

Part of the list in `portable`, which says what a line means and why the order counts.
"""

from home.data_rights.portable_model import JOB_STAYS, NEW_ADDRESS, Portable
from personas.models import (
    Candidate,
    CandidateQuote,
    Comparison,
    Evidence,
    EvidenceImport,
    EvidenceLink,
    JourneyStage,
    KeptOut,
    Mining,
    MomentQuote,
    PainPoint,
    PainRating,
    Persona,
    ProfileVersion,
    RecognitionRule,
    RememberedColumns,
    SlotSource,
    StagePain,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    Transition,
    WeeklyDigest,
)

LISTENING: tuple[Portable, ...] = (
    Portable(Persona),
    Portable(JourneyStage),
    Portable(Transition),
    Portable(PainPoint),
    Portable(StagePain, called="pains at stages"),
    Portable(RecognitionRule, called="ways to recognise visitors"),
    Portable(ProfileVersion, called="earlier versions"),
    Portable(Survey, left_out={"token": NEW_ADDRESS}),
    Portable(SurveyQuestion, called="questions of surveys"),
    Portable(SurveyAnswer, called="answers to surveys"),
    Portable(PainRating, called="ratings of pains"),
    Portable(RememberedColumns),
    Portable(
        EvidenceImport,
        left_out={
            "token": "Names the file on this site; made anew elsewhere.",
            "rows_file": "What was read from the file, which comes along.",
            "job": JOB_STAYS,
        },
        later=("mends",),
        called="imports of quotes",
    ),
    Portable(
        Evidence,
        left_out={"contact": "Sealed: where somebody may be reached stays on this site."},
        called="quotes",
    ),
    Portable(
        KeptOut,
        stays="Fingerprints made with a key of this site, which no other site can compare.",
    ),
    Portable(EvidenceLink, called="quotes tied to pains"),
    Portable(SlotSource, called="quotes behind the words of pains"),
    Portable(MomentQuote, called="quotes at moments"),
    Portable(Comparison),
    Portable(Mining, left_out={"job": JOB_STAYS}, called="searches for pains"),
    Portable(Candidate, later=("into", "split_from"), called="candidates for pains"),
    Portable(CandidateQuote, called="quotes of candidates"),
    Portable(WeeklyDigest, called="weekly letters"),
)
