"""The addresses for programs, by URL name: what a key must be allowed to do."""

from tests.guards.permissions_table import (
    APPROVE,
    DELIVER,
    EDIT,
    REPORT,
    SHARE,
    VIEW,
    Row,
    row,
)


def rows_of(name: str, kind: str, *, change: bool = True, remove: bool = True) -> dict[str, Row]:
    """A list to read and add to, and its rows to read, change and remove."""
    return {
        f"api-{name}-list": row(get=VIEW, post=EDIT),
        f"api-{name}-detail": row(
            get=VIEW, patch=EDIT if change else "", delete=EDIT if remove else "", of=kind
        ),
    }


DELIVERY: dict[str, Row] = {
    "api-copy": row(get=DELIVER, of="placement key", head=False),
    "api-copy-many": row(post=DELIVER),
    "api-events": row(post=REPORT),
    "ofrep-flags": row(post=DELIVER),
    "ofrep-flag": row(
        post=DELIVER, of="placement key", body='{"context": {"targetingKey": "visitor"}}'
    ),
}
"""Plain views which pages on other sites may call: OPTIONS is answered without a key."""

MANAGING: dict[str, Row] = {
    "api-workspace": row(get=VIEW),
    "api-job-list": row(get=VIEW),
    "api-job-detail": row(get=VIEW, of="job"),
    "api-job-cancel": row(post=EDIT, of="job"),
    "api-job-file": row(get=VIEW, of="job"),
    "api-opportunities": row(get=VIEW),
    "api-trends": row(get=VIEW),
    "api-digest-list": row(get=VIEW),
    "api-digest-detail": row(get=VIEW, of="weeklydigest"),
    **rows_of("persona", "persona"),
    "api-persona-versions": row(get=VIEW, of="persona"),
    "api-persona-version-restore": row(post=EDIT, of="persona", fill={"number": "1"}),
    "api-persona-vocabulary-suggestions": row(get=VIEW, of="persona"),
    **rows_of("pain", "painpoint"),
    "api-pain-bulk": row(post=EDIT),
    "api-pain-versions": row(get=VIEW, of="painpoint"),
    "api-pain-version-restore": row(post=EDIT, of="painpoint", fill={"number": "1"}),
    **rows_of("evidence", "evidence"),
    "api-evidence-withdraw": row(post=EDIT, of="evidence"),
    "api-evidence-import": row(post=EDIT),
    "api-import-list": row(get=VIEW, post=EDIT),
    "api-import-detail": row(get=VIEW, patch=EDIT, of="evidenceimport"),
    "api-import-apply": row(post=EDIT, of="evidenceimport"),
    "api-import-go-on": row(post=EDIT, of="evidenceimport"),
    "api-import-discard": row(post=EDIT, of="evidenceimport"),
    "api-import-undo": row(post=EDIT, of="evidenceimport"),
    "api-import-faults": row(get=VIEW, of="evidenceimport"),
    "api-import-faults-file": row(get=VIEW, of="evidenceimport"),
    "api-evidence-suggest": row(post=EDIT),
    "api-evidence-reject-suggestions": row(post=EDIT, of="evidence"),
    **rows_of("evidence-link", "evidencelink", change=False),
    "api-evidence-link-confirm": row(post=EDIT, of="evidencelink"),
    **rows_of("stage", "journeystage"),
    **rows_of("transition", "transition"),
    **rows_of("moment-quote", "momentquote", change=False),
    **rows_of("recognition-rule", "recognitionrule"),
    "api-recognised-traffic-list": row(get=VIEW),
    "api-recognised-traffic-detail": row(get=VIEW, of="recognisedtraffic"),
    **rows_of("stage-pain", "stagepain"),
    **rows_of("campaign", "campaign"),
    **rows_of("placement", "placement"),
    **rows_of("message", "message", change=False),
    # Drafts are shown, not kept: whoever may look may ask for them.
    "api-message-generate": row(post=VIEW, of="message"),
    "api-message-keep": row(post=EDIT, of="message"),
    **rows_of("variant", "variant", remove=False),
    "api-variant-approve": row(post=APPROVE, of="variant"),
    "api-variant-publish": row(post=APPROVE, of="variant"),
    "api-variant-reject": row(post=APPROVE, of="variant"),
    "api-variant-restore": row(post=EDIT, of="variant"),
    "api-variant-retire": row(post=EDIT, of="variant"),
    "api-variant-submit": row(post=EDIT, of="variant"),
    "api-variant-trace": row(get=VIEW, of="variant"),
    **rows_of("offer", "offer"),
    **rows_of("relief", "relief"),
    **rows_of("proof", "proof"),
    **rows_of("claim", "claim"),
    "api-copy-flag-list": row(get=VIEW),
    "api-copy-flag-detail": row(get=VIEW, of="copyflag"),
    "api-copy-flag-settle": row(post=EDIT, of="copyflag", body='{"how": "reworded"}'),
    "api-voice": row(get=VIEW, patch=EDIT),
    "api-channels": row(get=VIEW),
    "api-lens": row(post=VIEW),
    "api-coverage": row(get=VIEW),
    "api-unmet-needs": row(get=VIEW),
    "api-unmet-need": row(patch=EDIT, of="painpoint"),
    "api-exports": row(post=SHARE),
    "api-resonance": row(get=VIEW),
    **rows_of("goal", "goal"),
    **rows_of("experiment", "experiment"),
    "api-experiment-archive": row(post=EDIT, of="experiment"),
    "api-experiment-counts": row(post=EDIT, of="experiment"),
    "api-experiment-decide": row(post=APPROVE, of="experiment"),
    "api-experiment-pause": row(post=APPROVE, of="experiment"),
    "api-experiment-results": row(get=VIEW, of="experiment"),
    "api-experiment-resume": row(post=APPROVE, of="experiment"),
    "api-experiment-rollback": row(post=APPROVE, of="experiment"),
    "api-experiment-start": row(post=APPROVE, of="experiment"),
    "api-experiment-stop": row(post=APPROVE, of="experiment"),
    "api-experiment-weights": row(post=APPROVE, of="experiment"),
    "api-quarantine-list": row(get=VIEW),
    "api-quarantine-replay-many": row(post=EDIT),
    "api-quarantine-detail": row(get=VIEW, of="quarantinedevent"),
    "api-quarantine-replay-one": row(post=EDIT, of="quarantinedevent"),
}
REST: dict[str, Row] = {**DELIVERY, **MANAGING}
