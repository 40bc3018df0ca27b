"""What the leader sees in five minutes, each number counted by the list it opens."""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import Stage
from casework.selectors import listed_cases, work_counts
from casework.views.lists import case_definition
from guarantees.models import Claim
from guarantees.selectors.fund import fund_position
from ledger.errors import UnknownAccount
from loancore.money import ZERO, round_places
from loanprogram.proving import last_proofs
from parties.models import User
from screens import charts
from screens.parts import Tile
from screens.vocabulary import word
from screens.wording import percent, wan
from servicing.selectors.ageing import BANDS, late_in
from servicing.selectors.loans import loans_for
from servicing.states import OWING, RUNNING
from servicing.views.lists import LOANS

OPEN_CLAIMS = ("filed", "returned", "checked", "approved", "paying")
BEFORE_PAYOUT = (
    Stage.INTAKE,
    Stage.REVIEW,
    Stage.DECISION,
    Stage.GUARANTEE,
    Stage.CONTRACT,
    Stage.PAYOUT,
)


def address(name: str, query: str = "") -> str:
    """The address of a list, or nothing where this list does not exist."""
    try:
        return reverse(name) + (f"?{query}" if query else "")
    except NoReverseMatch:
        return ""


def cockpit_tiles(user: User, on: date) -> list[Tile]:
    """The numbers on top."""
    return [*_case_tiles(user, on), *_work_tiles(user, on), *_loan_tiles(user), *_claim_tile(user)]


def _case_tiles(user: User, on: date) -> list[Tile]:
    cases = case_definition(on)
    late = cases.bind(listed_cases(user), {"late": "1"}).count
    return [
        Tile(
            _("Open cases"),
            cases.bind(listed_cases(user), {"open": "1"}).count,
            address("case_list", "open=1"),
            icon="folder",
        ),
        Tile(
            _("Cases past their date"),
            late,
            address("case_list", "late=1"),
            icon="hourglass-split",
            tone="danger" if late else "",
        ),
    ]


def _work_tiles(user: User, on: date) -> list[Tile]:
    """Tasks of the own organisation; audit has none."""
    if "AUD" in user.roles:
        return []
    work = work_counts(user, on)
    return [
        Tile(_("Tasks due today"), work.due_today, address("worklist", "today=1"), icon="clock"),
        Tile(
            _("Tasks overdue"),
            work.overdue,
            address("worklist", "overdue=1"),
            icon="exclamation-triangle",
            tone="danger" if work.overdue else "",
        ),
    ]


def _loan_tiles(user: User) -> list[Tile]:
    loans = LOANS.bind(loans_for(user), {}).rows.order_by()
    sums = loans.filter(state__in=RUNNING).aggregate(
        all=Sum("outstanding", default=ZERO),
        late=Sum("outstanding", filter=Q(state="overdue"), default=ZERO),
    )
    late_count = LOANS.bind(loans_for(user), {"state": "overdue"}).count
    share = round_places(sums["late"] / sums["all"], 4) if sums["all"] else Decimal(0)
    return [
        Tile(
            _("Principal outstanding"),
            wan(sums["all"]),
            address("loan_list"),
            hint=_loans(loans.filter(state__in=OWING).count()),
            icon="cash",
        ),
        Tile(
            _("Share overdue"),
            percent(share),
            address("loan_list", "state=overdue"),
            hint=_loans(late_count),
            icon="graph-down",
            tone="warning" if late_count else "",
        ),
    ]


def _loans(count: int) -> str:
    return ngettext("%(count)s loan", "%(count)s loans", count) % {"count": count}


def _claim_tile(user: User) -> list[Tile]:
    claims = Claim.objects.visible_to(user).filter(state__in=OPEN_CLAIMS)
    found = claims.aggregate(number=Count("pk"), amount=Sum("fund_amount", default=ZERO))
    return [
        Tile(
            _("Claims under way"),
            found["number"],
            address("claim_list"),
            hint=wan(found["amount"]),
            icon="file-earmark",
            tone="warning" if found["number"] else "",
        )
    ]


def proof_tile() -> Tile:
    """Whether money, fund and record agree, as the last proof found."""
    run = last_proofs()
    faults = sum(run.counts.values()) if run else 0
    if run is None:
        value, tone = _("not run yet"), ""
    elif faults:
        value, tone = _("%(count)s faults") % {"count": faults}, "danger"
    else:
        value, tone = _("all hold"), "success"
    hint = run.business_on.isoformat() if run else ""
    return Tile(_("Standing proofs"), value, address("job_list"), hint, "shield-check", tone)


def stage_chart(user: User) -> charts.Chart:
    """Cases by stage before the money is paid out."""
    rows = listed_cases(user).order_by().values_list("stage").annotate(number=Count("pk"))
    counts: Counter[str] = Counter(dict(rows))
    items = [
        charts.Item(word("stage", stage), counts[stage], address("case_list", f"stage={stage}"))
        for stage in BEFORE_PAYOUT
    ]
    return charts.bars(
        _("Where the applications are"), items, unit=_("case files"), heading=_("Stage")
    )


def ageing_chart(user: User) -> charts.Chart:
    """Overdue loans by days past due."""
    loans = loans_for(user).order_by()
    items = []
    for band in BANDS:
        late = loans.filter(late_in(band.code))
        total = late.aggregate(total=Sum("outstanding", default=ZERO))["total"]
        label = _("%(days)s days: %(loans)s") % {"days": band.code, "loans": _loans(late.count())}
        link = address("loan_list", f"ageing={band.code.replace('+', '%2B')}")
        items.append(charts.Item(label, total, link, tone="danger"))
    return charts.bars(
        _("How late the overdue loans are"), items, unit=_("CNY"), heading=_("Days past due")
    )


def fund_chart(user: User, on: date) -> charts.Chart | None:
    """How much of the fund's capacity is used, for those who may see the fund."""
    if not user.may("guarantees.view_fund"):
        return None
    try:
        fund = fund_position(on)
    except UnknownAccount:
        return None
    used = [
        charts.Item(_("in guarantee"), fund.in_guarantee),
        charts.Item(_("reserved"), fund.reserved),
    ]
    return charts.gauge(
        _("Of %(whole)s capacity %(free)s is free")
        % {"whole": wan(fund.capacity), "free": wan(fund.free)},
        used,
        limit=charts.Item(_("capacity"), fund.capacity),
        unit=_("CNY"),
        heading=_("Part"),
    )
