"""The key terms of a contract, one topic at a time, with an example in yuan."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from loancore.interest import interest
from loancore.money import capital_words, round_money
from policy.models import GuaranteeMode, ProductVersion, in_language
from screens.wording import percent, yuan
from underwriting.models import Contract, ContractBasis
from underwriting.selectors.contracts import Totals, planned_instalments, totals_of
from underwriting.selectors.files import application_of


@dataclass(frozen=True)
class Topic:
    """One topic: what it says, what it means in yuan, and the clause a question is about."""

    clause: str
    title: str
    answer: str
    example: str = ""
    picture: str = "info-circle"


EXAMPLE_DAYS = 10
EXAMPLE_BALANCE = Decimal("10000.00")


def key_terms(contract: Contract) -> list[Topic]:
    """What a borrower must know before signing, in the order people ask."""
    version = application_of(contract.case).product_version
    assert version
    on = contract.prepared_on
    plan = planned_instalments(contract, disbursed_on=on, on=on)
    totals = totals_of(plan)
    return [
        Topic(
            "amount",
            _("How much do I get?"),
            yuan(contract.amount),
            f"{capital_words(contract.amount)}",
            "cash-coin",
        ),
        _rate(contract, version),
        Topic(
            "repayment",
            _("How do I repay?"),
            _("%(method)s, %(count)s payments in %(months)s months")
            % {
                "method": contract.get_repayment_method_display(),
                "count": len(plan),
                "months": contract.term_months,
            },
            _("First payment %(first)s, last payment %(last)s.")
            % {"first": yuan(plan[0].total), "last": yuan(plan[-1].total)},
            "calendar3",
        ),
        _total(contract, totals),
        Topic(
            "early",
            _("Can I repay early?"),
            _("Yes, all or a part, at any time. Interest counts to the day; there is no charge."),
            _("If you repay %(amount)s one year early, you save about %(saved)s interest.")
            % {"amount": yuan(EXAMPLE_BALANCE), "saved": yuan(_year_interest(contract))},
            "hand-thumbs-up",
        ),
        _late(contract, version),
        _fees(contract, version),
        _guarantee(contract),
    ]


def _rate(contract: Contract, version: ProductVersion) -> Topic:
    answer = _("%(rate)s a year; you bear %(own)s, the subsidy pays the rest") % {
        "rate": percent(contract.interest_rate),
        "own": percent(min(version.borrower_rate, contract.interest_rate)),
    }
    rule = in_language(version.rate_rule, version.rate_rule_en)
    example = _("%(amount)s for one year cost %(interest)s interest.") % {
        "amount": yuan(EXAMPLE_BALANCE),
        "interest": yuan(_year_interest(contract)),
    }
    told = _("%(rule)s. %(example)s") % {"rule": rule, "example": example} if rule else example
    return Topic("rate", _("What does it cost a year?"), answer, told, "percent")


def _year_interest(contract: Contract) -> Decimal:
    return round_money(EXAMPLE_BALANCE * contract.interest_rate)


def _total(contract: Contract, totals: Totals) -> Topic:
    return Topic(
        "repayment",
        _("What do I pay in total?"),
        yuan(totals.payment),
        _("%(principal)s principal and %(interest)s interest, before the subsidy.")
        % {"principal": yuan(totals.principal), "interest": yuan(totals.interest)},
        "calculator",
    )


def _late(contract: Contract, version: ProductVersion) -> Topic:
    rate = contract.interest_rate * version.penalty_factor
    start = contract.prepared_on
    end = start + timedelta(days=EXAMPLE_DAYS)
    cost = round_money(interest(Decimal("1000.00"), rate, start, end, "actual/360"))
    return Topic(
        "late",
        _("What if I pay late?"),
        _("The late part bears %(factor)s times the rate, and your credit record suffers.")
        % {"factor": f"{version.penalty_factor.normalize():f}"},
        _("1,000 yuan paid %(days)s days late cost %(cost)s penalty interest.")
        % {"days": EXAMPLE_DAYS, "cost": yuan(cost)},
        "clock-history",
    )


def _fees(contract: Contract, version: ProductVersion) -> Topic:
    if not version.fee_rate:
        answer = _("Fees: none")
        example = _("No guarantee fee, no handling charge, no deposit.")
    else:
        answer = _("Guarantee fee %(rate)s") % {"rate": percent(version.fee_rate)}
        example = _("On %(amount)s that is %(fee)s.") % {
            "amount": yuan(contract.amount),
            "fee": yuan(round_money(contract.amount * version.fee_rate)),
        }
    return Topic("fees", _("Are there other fees?"), answer, example, "receipt")


def _guarantee(contract: Contract) -> Topic:
    basis = ContractBasis.objects.get(case=contract.case)
    covered = round_money(contract.amount * basis.fund_share)
    mode = GuaranteeMode(application_of(contract.case).guarantee_mode).label
    return Topic(
        "guarantee",
        _("Who guarantees?"),
        _("%(center)s for %(share)s; your counter-guarantee: %(security)s")
        % {
            "center": contract.case.programme.center,
            "share": percent(basis.fund_share),
            "security": basis.security_text or mode,
        },
        _("If you cannot pay, the fund pays up to %(amount)s to the bank and claims it from you.")
        % {"amount": yuan(covered)},
        "shield-check",
    )
