"""Which rule holds on which day."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from casework.models import TransitionRecord
from loancore.dates import working_day_deadline
from loancore.schedule import LoanTerms
from parties.models import Organisation, Programme, User
from policy.errors import RuleMissing
from policy.models import (
    AuthorityRule,
    BankAgreement,
    BusinessDay,
    CalendarDay,
    DocumentType,
    Parameter,
    Product,
    ProductVersion,
    ProgrammeProfile,
    ReminderRule,
    RepaymentLayout,
    Rule,
    Scorecard,
    TextTemplate,
)
from policy.states import RuleState


def business_date() -> date:
    """The system's own date; read once per request or job and passed down."""
    day = BusinessDay.objects.filter(pk=1).first()
    if day is None:
        raise RuleMissing(what="business date")
    return day.current_on


def programme() -> Programme:
    """The county's program."""
    found = Programme.objects.select_related("center").order_by("pk").first()
    if found is None:
        raise RuleMissing(what="programme")
    return found


def programme_profile(on: date) -> ProgrammeProfile:
    """How the program presents itself on a day."""
    found = ProgrammeProfile.objects.in_force(on).first()
    if found is None:
        raise RuleMissing(what="programme profile")
    return found


def is_center_first(on: date) -> bool:
    """Whether the center checks a file before the bank does."""
    return programme_profile(on).processing_order == ProgrammeProfile.Order.CENTER_FIRST


def parameter(key: str, on: date) -> Any:
    """The value of a parameter on a day; missing is an error, never a default in code."""
    found = Parameter.objects.in_force(on).filter(key=key).first()
    if found is None:
        raise RuleMissing(what=key)
    return found.value


def product_version(product_code: str, on: date) -> ProductVersion:
    """The terms of a product on a day."""
    found = ProductVersion.objects.in_force(on).filter(product__code=product_code).first()
    if found is None:
        raise RuleMissing(what=product_code)
    return found


def products_on_offer(on: date) -> list[ProductVersion]:
    """The terms in force of every product, in catalogue order."""
    products = Product.objects.order_by("pk")
    found = [ProductVersion.objects.in_force(on).filter(product=p).first() for p in products]
    return [version for version in found if version]


def banks_on_offer(on: date, product_code: str = "") -> list[Organisation]:
    """Banks an applicant may choose: active, agreement running, product handled."""
    agreements = BankAgreement.objects.filter(
        start_on__lte=on, end_on__gte=on, bank__status=Organisation.Status.ACTIVE
    )
    if product_code:
        agreements = agreements.filter(products__code=product_code)
    return [agreement.bank for agreement in agreements.select_related("bank").order_by("bank")]


def deadline(received_on: date, working_days: int) -> date:
    """The last day of a limit in working days, from the day after receipt."""
    span = (received_on, received_on + timedelta(days=working_days * 2 + 30))
    days = CalendarDay.objects.filter(on__range=span).values_list("on", "kind")
    return working_day_deadline(
        received_on,
        working_days,
        holidays=frozenset(on for on, kind in days if kind == CalendarDay.Kind.HOLIDAY),
        make_up_days=frozenset(on for on, kind in days if kind == CalendarDay.Kind.MAKE_UP),
    )


def stage_deadline(stage_key: str, received_on: date) -> date:
    """When a stage that starts today is due: parameter `sla.<stage>` in working days."""
    return deadline(received_on, int(parameter(f"sla.{stage_key}", received_on)))


def documents_asked(product_kind: str, guarantee_mode: str, on: date) -> list[DocumentType]:
    """The papers a file of this kind and guarantee mode must hold, in catalogue order."""
    types = DocumentType.objects.filter(from_on__lte=on, product_kinds__contains=[product_kind])
    return [
        found
        for found in types
        if (found.until_on is None or found.until_on >= on)
        and (not found.guarantee_modes or guarantee_mode in found.guarantee_modes)
    ]


def text_template(code: str, on: date) -> TextTemplate:
    """The approved wording in force on a day."""
    found = TextTemplate.objects.in_force(on).filter(code=code).first()
    if found is None:
        raise RuleMissing(what=code)
    return found


def message_texts(on: date) -> list[TextTemplate]:
    """The messages in force on a day, each in its newest wording."""
    texts = TextTemplate.objects.in_force(on).filter(kind=TextTemplate.Kind.MESSAGE)
    newest: dict[str, TextTemplate] = {}
    for text in texts:
        newest.setdefault(text.code, text)
    return sorted(newest.values(), key=lambda text: text.code)


def wordings_of(code: str) -> QuerySet[TextTemplate]:
    """Every version of a text, newest first."""
    versions = TextTemplate.objects.filter(code=code).select_related("author", "approver")
    return versions.order_by("-from_on", "-pk")


@dataclass(frozen=True)
class LoanOutline:
    """Amount, rate, term and method of a loan, as wished, proposed, decided or agreed."""

    amount: Decimal
    annual_rate: Decimal
    term_months: int
    method: str


def loan_terms(wish: LoanOutline, *, disbursed_on: date, on: date) -> LoanTerms:
    """The terms a plan is computed from; the day count of the method holds as of `on`."""
    return LoanTerms(
        principal=wish.amount,
        annual_rate=wish.annual_rate,
        disbursed_on=disbursed_on,
        term_months=wish.term_months,
        method=wish.method,
        day_count=parameter("loan.day_counts", on)[wish.method],
    )


def agreements_for(user: User) -> QuerySet[BankAgreement]:
    """The agreements a person may read: bank staff their own bank's only."""
    found = BankAgreement.objects.select_related("bank").prefetch_related(
        "bank__branches__townships", "products"
    )
    return found.filter(bank=user.organisation) if user.is_bank_staff else found


def handling_banks() -> QuerySet[Organisation]:
    """Every handling bank, whatever its status."""
    return Organisation.objects.filter(kind=Organisation.Kind.BANK)


def catalogue() -> QuerySet[Product]:
    """Every product with all versions of its terms."""
    return Product.objects.prefetch_related("versions__author", "versions__approver")


def product_versions() -> QuerySet[ProductVersion]:
    """Every version of every product, whatever its state."""
    return ProductVersion.objects.select_related("product")


def steps_of(rule: Rule) -> QuerySet[TransitionRecord]:
    """Who submitted, published or sent a rule back, and when."""
    return TransitionRecord.objects.filter(
        subject_label=rule._meta.label_lower, subject_id=rule.pk
    ).select_related("actor__person")


RULES: dict[str, type[Rule]] = {
    "profile": ProgrammeProfile,
    "parameter": Parameter,
    "product": ProductVersion,
    "authority": AuthorityRule,
    "reminder": ReminderRule,
    "layout": RepaymentLayout,
    "scorecard": Scorecard,
    "text": TextTemplate,
}


def repayment_layouts(bank: Organisation, on: date) -> list[RepaymentLayout]:
    """The layouts in which a bank may hand in repayment files on a day, one per code."""
    own = RepaymentLayout.objects.in_force(on).filter(Q(bank=None) | Q(bank=bank))
    latest: dict[str, RepaymentLayout] = {}
    for layout in own:
        latest.setdefault(layout.code, layout)
    return sorted(latest.values(), key=lambda layout: (layout.bank_id is None, layout.code))


def rules_of(kind: str) -> QuerySet[Any]:
    """All rules of one kind, whatever their state."""
    return RULES[kind].objects.all()


def rules_waiting() -> list[tuple[str, Rule]]:
    """Drafts and submitted rules of every kind."""
    states = [RuleState.DRAFT, RuleState.SUBMITTED]
    return [(kind, rule) for kind in RULES for rule in rules_of(kind).filter(state__in=states)]


def rules_published() -> list[tuple[str, Any, int]]:
    """How many published rules of every kind there are."""
    return [
        (kind, model._meta.verbose_name_plural, model.objects.published().count())
        for kind, model in RULES.items()
    ]
