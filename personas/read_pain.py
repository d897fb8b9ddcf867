"""The quotes behind a pain, the strongest first."""

from django.db.models import Case, F, Value, When
from django.utils import timezone

from personas.mapping.opportunity import QuoteFacts, quote_weight
from personas.models import CustomerStatus, EvidenceLink, PainPoint
from workspaces.access import Access

QUOTES_SHOWN = 30
FIRST = (CustomerStatus.EX_CUSTOMER, CustomerStatus.LOST_DEAL)


def strongest_links(
    *, access: Access, pain: PainPoint
) -> tuple[list[EvidenceLink], dict[int, float]]:
    """Up to thirty confirmed quotes and what each weighs (id of the link -> weight). One query.

    People who left come first, then those who did not buy; among them what weighs most: unprompted
    and fresh.
    """
    links = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(pain=pain, state=EvidenceLink.State.CONFIRMED)
        .select_related("evidence")
        .order_by(
            Case(
                *(
                    When(evidence__customer_status=status, then=Value(place))
                    for place, status in enumerate(FIRST)
                ),
                default=Value(len(FIRST)),
            ),
            Case(
                When(evidence__asked=False, then=Value(0)),
                When(evidence__asked=None, then=Value(1)),
                default=Value(2),
            ),
            F("evidence__said_on").desc(nulls_last=True),
            "-pk",
        )[:QUOTES_SHOWN]
    )
    today = timezone.localdate()
    found = list(links)
    weights = {link.pk: quote_weight(_facts(link), today) for link in found}
    place = {status: number for number, status in enumerate(FIRST)}
    found.sort(
        key=lambda link: (
            place.get(CustomerStatus(link.evidence.customer_status), len(FIRST)),
            -weights[link.pk],
            -link.pk,
        )
    )
    return found, weights


def _facts(link: EvidenceLink) -> QuoteFacts:
    quote = link.evidence
    return QuoteFacts(quote.source, quote.customer_status, quote.asked, quote.said_on, "")
