"""What the public pages show: catalogue, self-check, calculator, list of papers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from applications.models import SelfCheck
from applications.rules.self_check import NO_GROUP, OUTSIDE, Finding, findings, result_of
from loancore.daycount import DayCount
from loancore.money import ZERO, round_money
from loancore.schedule import Instalment, LoanTerms, build_schedule
from parties.models import Township
from policy.models import DocumentType, Product, ProductVersion
from policy.selectors import documents_asked, parameter, product_version, products_on_offer
from screens.charts import Chart, Series, columns
from screens.parts import Text


@dataclass(frozen=True)
class Assessment:
    """The result of a self-check with its reasons, the product and its papers."""

    result: str
    findings: list[Finding]
    terms: ProductVersion
    papers: list[DocumentType]


@dataclass(frozen=True)
class CostRow:
    """One instalment with the part of its interest that is subsidised."""

    instalment: Instalment
    subsidy: Decimal

    @property
    def own(self) -> Decimal:
        """What the borrower bears of it."""
        return self.instalment.total - self.subsidy


@dataclass(frozen=True)
class Costs:
    """What a loan costs: every instalment, and the sums."""

    rows: list[CostRow]
    interest: Decimal
    subsidy: Decimal
    total: Decimal

    @property
    def own_interest(self) -> Decimal:
        """The interest the borrower bears."""
        return self.interest - self.subsidy

    @property
    def first(self) -> CostRow:
        """The first instalment."""
        return self.rows[0]

    @property
    def last(self) -> CostRow:
        """The last instalment."""
        return self.rows[-1]


def self_check_choices(on: date) -> dict[str, list[tuple[str, Text]]]:
    """The choices of the self-check that are data."""
    offered = products_on_offer(on)
    groups = {group.code: str(group) for terms in offered for group in terms.eligible_groups.all()}
    return {
        "product": [(terms.product.code, str(terms)) for terms in offered],
        "group": [*sorted(groups.items()), (NO_GROUP, _("none of them"))],
        "township": [
            *((found.code, str(found)) for found in Township.objects.all()),
            (OUTSIDE, _("outside the county")),
        ],
    }


def self_check_by_token(token: UUID) -> SelfCheck | None:
    """The answers kept under a token."""
    return SelfCheck.objects.filter(token=token).first()


def assessment_of(check: SelfCheck, on: date) -> Assessment:
    """What the terms in force say about the answers of a self-check."""
    terms = product_version(check.answers["product"], on)
    found = list(
        findings(
            check.answers,
            terms,
            is_county_only=bool(parameter("self_check.county_only", on)),
            needs_group=terms.product.kind != Product.Kind.ENTERPRISE,
        )
    )
    mode = terms.guarantee_modes[0]
    return Assessment(result_of(found), found, terms, documents_asked(terms.product.kind, mode, on))


def costs_of(
    *, amount: Decimal, months: int, rate: Decimal, method: str, subsidy: Decimal, on: date
) -> Costs:
    """The plan of a loan paid out today, by whole months; rate and subsidy are fractions."""
    plan = build_schedule(LoanTerms(amount, rate, on, months, method, DayCount.MONTHS))
    rows = [CostRow(row, round_money(row.interest * subsidy)) for row in plan]
    return Costs(
        rows,
        sum((row.instalment.interest for row in rows), ZERO),
        sum((row.subsidy for row in rows), ZERO),
        sum((row.instalment.total for row in rows), ZERO),
    )


def costs_chart(costs: Costs) -> Chart:
    """Principal and interest of every instalment, one column each."""
    rows = [row.instalment for row in costs.rows]
    return columns(
        _("How much of each payment is interest?"),
        [str(row.number) for row in rows],
        [
            Series(_("Principal"), [row.principal for row in rows]),
            Series(_("Interest"), [row.interest for row in rows]),
        ],
        unit=_("yuan"),
        heading=_("Instalment number"),
    )


def usual_subsidy(terms: ProductVersion) -> Decimal:
    """The share of the interest that the program bears under these terms."""
    if terms.interest_rate <= 0:
        return ZERO
    return (terms.interest_rate - terms.borrower_rate) / terms.interest_rate
