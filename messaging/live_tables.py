"""Copy and coverage as tables that a spreadsheet may read."""

from collections.abc import Iterator
from typing import Any

from messaging.coverage import coverage
from messaging.live_texts import in_use
from messaging.sharing.collect_lines import Selection, selected_variants
from workspaces.access import Access
from workspaces.live_tables import Cell, LiveTable, register_table

ROWS_AT_ONCE = 500
COPY = (
    *("key", "channel", "placement", "campaign", "persona", "stage", "language", "pain"),
    *("framework", "state", "live", "copy"),
)
COVERAGE = ("persona", "pain", "stage", "intensity", "opportunity", "live", "approved", "gap")


def _copy(access: Access) -> Iterator[list[Cell]]:
    rows = (
        selected_variants(access.workspace, Selection(consented_only=True))
        .select_related(
            *("pain", "message__placement__campaign", "message__persona", "message__stage"),
            "message__transition",
        )
        .annotate(elsewhere=in_use(access.workspace))
        .order_by("message__placement__name", "message_id", "key")
    )
    for variant in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield _line(variant)


def _line(variant: Any) -> list[Cell]:
    message = variant.message
    placement = message.placement
    campaign = placement.campaign
    return [
        *(variant.key, placement.channel, placement.name, campaign.name if campaign else ""),
        message.persona.name if message.persona else "",
        message.stage.name if message.stage else message.moment,
        variant.language,
        variant.pain.title if variant.pain else "",
        *(variant.framework, variant.get_state_display()),
        "yes" if message.live_variant_id == variant.pk or variant.elsewhere else "",
        "\n".join(text for _, text in variant.sentences()),
    ]


def _coverage(access: Access) -> Iterator[list[Cell]]:
    for cell in coverage(access=access).cells:
        yield [
            *(cell.pain.persona.name, cell.pain.title),
            cell.stage.name if cell.stage else "any",
            *(cell.intensity, round(cell.opportunity.score, 2)),
            *(cell.copy.live, cell.copy.approved, cell.gap),
        ]


def offer_tables() -> None:
    register_table(
        LiveTable("copy", "Copy", "Every approved or live text, a row each.", COPY, _copy)
    )
    register_table(
        LiveTable(
            "coverage",
            "Coverage",
            "Each pain at each stage: how much it is felt there, and what speaks to it.",
            COVERAGE,
            _coverage,
        )
    )
