"""What a workbook says beside its lines, read from the database in a fixed number of queries."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count

from messaging.channels_here import channels_in
from messaging.coverage import coverage
from messaging.models import Campaign, Variant
from messaging.sharing.collect_lines import Selection, selected_variants
from messaging.sharing.results_hook import results_for
from messaging.sharing.workbook_content import (
    Content,
    Cover,
    CoverageRow,
    CoverageTable,
    Origin,
    PainQuotes,
)
from personas.models import Evidence, EvidenceLink, PainPoint, Persona
from personas.read_profile import LONGEST_QUOTE, may_be_shown
from workspaces.access import Access
from workspaces.models import Workspace

MOST_PAINS, QUOTES_A_PAIN = 10, 2
WISHES = (
    Variant.State.DRAFT,
    Variant.State.SUBMITTED,
    Variant.State.APPROVED,
    Variant.State.REJECTED,
)
"""The states somebody may ask for in a sheet."""
WHICH_TEXTS = {
    "approved": "approved or live",
    "live": "live",
    "all": "drafts, waiting, approved or live",
}
ANY_MOMENT = "Any moment"


def gather_content(
    *, access: Access, selection: Selection, job: str, made_at: datetime, made_by: str
) -> Content:
    """Cover, coverage and results for the texts of ``selection``.

    With ``consented_only`` it is for people who may not look around: neither coverage nor results.
    """
    workspace = access.workspace
    campaign = _one_campaign(workspace, selection)
    personas = _personas(workspace, selection, campaign)
    cover = Cover(
        brand=workspace.name,
        made_at=made_at,
        facts=(*_facts_of(campaign), *_facts(workspace, selection, personas)),
        subject=campaign.name if campaign else "",
        made_by=made_by,
        pains=_pains(workspace, selection),
    )
    inside = not selection.consented_only
    only = personas[0] if campaign and len(personas) == 1 else None
    return Content(
        cover=cover,
        origin=Origin(workspace.slug, job),
        coverage=_coverage(access, only) if inside else None,
        results=tuple(results_for(workspace, _places(workspace, selection))) if inside else (),
        states=tuple(str(state.label) for state in WISHES),
    )


def _one_campaign(workspace: Workspace, selection: Selection) -> Campaign | None:
    """The campaign that all selected texts belong to, if it is one."""
    rows = selected_variants(workspace, selection).order_by()
    found = list(rows.values_list("message__placement__campaign", flat=True).distinct()[:2])
    if len(found) != 1 or found[0] is None:
        return None
    return Campaign.objects.for_workspace(workspace).get(pk=found[0])


def _personas(
    workspace: Workspace, selection: Selection, campaign: Campaign | None
) -> list[Persona]:
    """Whom the campaign is for, or else whom the texts are for."""
    rows = Persona.objects.for_workspace(workspace).order_by("name", "pk")
    if campaign is not None:
        chosen = list(rows.filter(campaigns=campaign))
        if chosen:
            return chosen
    texts = selected_variants(workspace, selection).order_by()
    return list(rows.filter(pk__in=texts.values("message__persona")))


def _facts_of(campaign: Campaign | None) -> list[tuple[str, str]]:
    if campaign is None:
        return []
    facts = [("Campaign", campaign.name)]
    if campaign.goal:
        facts.append(("Goal", campaign.goal))
    days = [f"{day:%-d %B %Y}" for day in (campaign.starts_on, campaign.ends_on) if day]
    if campaign.starts_on and campaign.ends_on:
        facts.append(("Runs", " to ".join(days)))
    elif days:
        facts.append(("Starts" if campaign.starts_on else "Ends", days[0]))
    if campaign.final_url:
        facts.append(("Leads to", campaign.final_url))
    return facts


def _facts(
    workspace: Workspace, selection: Selection, personas: list[Persona]
) -> list[tuple[str, str]]:
    rows = selected_variants(workspace, selection).order_by()
    used = set(rows.values_list("message__placement__channel", flat=True).distinct())
    channels = [one.name for key, one in channels_in(workspace).items() if key in used]
    people = [f"{one.name}, {one.role}" if one.role else one.name for one in personas]
    facts = [("For", "\n".join(people))] if people else []
    return [
        *facts,
        ("Texts", f"{rows.count():,} ({WHICH_TEXTS[selection.which]})"),
        ("Channels", ", ".join(channels)),
    ]


def _pains(workspace: Workspace, selection: Selection) -> tuple[PainQuotes, ...]:
    """The pains that most of the texts speak to, with quotes of those who agreed to be quoted.

    Others are left out whoever the file is for: a cover is the page that is passed on.
    """
    rows = selected_variants(workspace, selection).filter(pain__isnull=False).order_by()
    many = dict(rows.values_list("pain").annotate(many=Count("pk")))
    first = sorted(many, key=lambda pk: (-many[pk], pk))[:MOST_PAINS]
    titles = dict(
        PainPoint.objects.for_workspace(workspace).filter(pk__in=first).values_list("pk", "title")
    )
    links = (
        EvidenceLink.objects.for_workspace(workspace)
        .filter(pain__in=first, state=EvidenceLink.State.CONFIRMED)
        .order_by("pain_id", "-confidence", "pk")
    )
    quotes: dict[int, list[str]] = defaultdict(list)
    shown = may_be_shown(Evidence.objects.for_workspace(workspace))
    for pain, text in links.filter(evidence__in=shown).values_list("pain_id", "evidence__text"):
        if len(quotes[pain]) < QUOTES_A_PAIN and len(text) <= LONGEST_QUOTE:
            quotes[pain].append(text)
    return tuple(PainQuotes(titles[pk], tuple(quotes[pk])) for pk in first if pk in titles)


def _coverage(access: Access, persona: Persona | None) -> CoverageTable:
    matrix = coverage(access=access, persona=persona)
    stages = (*(stage.name for stage in matrix.stages), ANY_MOMENT)
    rows = tuple(
        CoverageRow(
            pain=row.pain.title,
            persona=row.pain.persona.name if row.pain.persona else "",
            opportunity=row.opportunity.score,
            live=tuple(
                cell.copy.live if cell.intensity or cell.copy.live else None for cell in row.cells
            ),
        )
        for row in matrix.rows
    )
    return CoverageTable(stages, rows)


def _places(workspace: Workspace, selection: Selection) -> list[int] | None:
    """The placements whose tests belong into the file: None for all of them."""
    if not (selection.placements or selection.campaigns or selection.channels):
        return None
    rows = selected_variants(workspace, selection).order_by()
    return list(rows.values_list("message__placement", flat=True).distinct())
