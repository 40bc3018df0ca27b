"""The program as dated data: profile, products, banks' agreements, parameters, calendar, texts."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ledger.fields import MoneyField, RateField
from parties.models import Organisation, Programme, User
from policy.states import RuleLifecycle, RuleState


def in_language(chinese: str, english: str) -> str:
    """The text in the reader's language; the Chinese one where no English one was written."""
    return english if get_language() == "en" and english else chinese


class BusinessDay(models.Model):
    """The system's own date: one row, moved by the day-end or by hand in the demo."""

    current_on = models.DateField(_("business date"))
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("business date")
        verbose_name_plural = _("business date")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="policy_businessday_single_row")
        ]

    def __str__(self) -> str:
        return self.current_on.isoformat()


class RuleQuerySet(models.QuerySet["Rule"]):
    """Dated rules, by adjective."""

    def published(self) -> Self:
        """Rules that were approved by a second person."""
        return self.filter(state=RuleState.PUBLISHED)

    def in_force(self, on: date) -> Self:
        """Published rules whose dates include the day; the latest start first."""
        return (
            self.published()
            .filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)
            .order_by("-from_on", "-pk")
        )


class Rule(RuleLifecycle):
    """What every dated rule has: dates in force, source, author and approver."""

    from_on = models.DateField(_("in force from"))
    until_on = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(
        _("source"), max_length=200, help_text=_("document and section the rule comes from")
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approver")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("author")),
                name="%(app_label)s_%(class)s_two_persons",
                violation_error_message=_("A rule is approved by another person than its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(approver__isnull=False),
                name="%(app_label)s_%(class)s_published_has_approver",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message=_("The last day is before the first day."),
            ),
        ]


class ProgrammeProfile(Rule):
    """How the program presents itself and in which order center and bank work; versioned."""

    class Order(models.TextChoices):
        """Which side checks a file first."""

        BANK_FIRST = "bank_first", _("bank first")
        CENTER_FIRST = "center_first", _("center first")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="profiles")
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    county = models.CharField(_("county"), max_length=60)
    county_en = models.CharField(_("county in English"), max_length=60)
    phone = models.CharField(_("public phone"), max_length=30)
    working_hours = models.CharField(_("working hours"), max_length=100)
    working_hours_en = models.CharField(_("working hours in English"), max_length=100)
    address = models.CharField(_("address"), max_length=200)
    fiscal_year_starts_month = models.PositiveSmallIntegerField(_("fiscal year starts"), default=1)
    processing_order = models.CharField(
        _("processing order"), max_length=12, choices=Order.choices, default=Order.BANK_FIRST
    )

    class Meta(Rule.Meta):
        verbose_name = _("programme profile")
        verbose_name_plural = _("programme profiles")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def hours(self) -> str:
        """Working hours in the reader's language."""
        return in_language(self.working_hours, self.working_hours_en)


class Parameter(Rule):
    """One figure or small table of the program with its dates and its source."""

    key = models.CharField(_("key"), max_length=60, db_index=True)
    value = models.JSONField(_("value"))
    note = models.CharField(_("what it means"), max_length=200, blank=True)

    class Meta(Rule.Meta):
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")

    def __str__(self) -> str:
        return self.key


class EligibleGroup(models.Model):
    """A group of founders the program is for, with the proof it asks."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80)
    proof = models.CharField(_("proof"), max_length=120)
    proof_en = models.CharField(_("proof in English"), max_length=120)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("eligible group")
        verbose_name_plural = _("eligible groups")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Product(models.Model):
    """A loan product: personal, partnership or small enterprise; its terms are versions."""

    class Kind(models.TextChoices):
        """Who borrows."""

        PERSONAL = "personal", _("personal loan")
        PARTNERSHIP = "partnership", _("partnership loan")
        ENTERPRISE = "enterprise", _("small-enterprise loan")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.code


class RepaymentMethod(models.TextChoices):
    """How principal and interest come back; the values are those of `loancore.schedule`."""

    EQUAL_INSTALMENT = "equal_instalment", _("equal instalment")
    EQUAL_PRINCIPAL = "equal_principal", _("equal principal")
    INTEREST_ONLY_MONTHLY = "interest_only_monthly", _("monthly interest, principal at maturity")
    INTEREST_ONLY_QUARTERLY = (
        "interest_only_quarterly",
        _("quarterly interest, principal at maturity"),
    )
    SINGLE_PAYMENT = "single_payment", _("single payment at maturity")


class GuaranteeMode(models.TextChoices):
    """What secures the center's guarantee."""

    SURETY = "surety", _("surety")
    MORTGAGE = "mortgage", _("mortgage")
    PLEDGE = "pledge", _("pledge")
    EXEMPT = "exempt", _("exempt from counter-guarantee")


class ProductVersion(Rule):
    """The terms of a product from a date on; a file keeps the version of its submission."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=300, blank=True)
    amount_min = MoneyField(_("least amount"))
    amount_max = MoneyField(_("greatest amount"))
    amount_step = MoneyField(_("amount in steps of"))
    term_months_min = models.PositiveSmallIntegerField(_("shortest term in months"))
    term_months_max = models.PositiveSmallIntegerField(_("longest term in months"))
    interest_rate = RateField(_("annual rate"))
    rate_rule = models.CharField(_("how the rate is set"), max_length=200, blank=True)
    rate_rule_en = models.CharField(
        _("how the rate is set, in English"), max_length=200, blank=True
    )
    borrower_rate = RateField(_("annual rate borne by the borrower"))
    repayment_methods = ArrayField(
        models.CharField(max_length=30, choices=RepaymentMethod.choices),
        verbose_name=_("repayment methods"),
    )
    guarantee_modes = ArrayField(
        models.CharField(max_length=12, choices=GuaranteeMode.choices),
        verbose_name=_("guarantee modes"),
    )
    eligible_groups = models.ManyToManyField(EligibleGroup, verbose_name=_("eligible groups"))
    borrow_count_max = models.PositiveSmallIntegerField(_("loans per borrower at most"), default=3)
    age_min = models.PositiveSmallIntegerField(_("least age"), default=18)
    age_max = models.PositiveSmallIntegerField(_("greatest age at maturity"), default=60)
    other_debt_max = MoneyField(_("greatest sum of consumption debts"))
    business_age_months_min = models.PositiveSmallIntegerField(
        _("business age in months"), default=0
    )
    fund_share = RateField(_("share of the fund"))
    penalty_factor = RateField(_("penalty factor on the rate"))
    fee_rate = RateField(_("guarantee fee rate"))
    allocation_order = ArrayField(
        models.CharField(max_length=12), verbose_name=_("allocation order")
    )
    excess_rule = models.CharField(
        _("money above what is due"),
        max_length=12,
        choices=[("advance", _("kept as advance")), ("prepayment", _("repays principal"))],
    )
    claim_waiting_days = models.PositiveSmallIntegerField(_("days past due before a claim"))
    claim_covers = ArrayField(models.CharField(max_length=12), verbose_name=_("claim covers"))

    class Meta(Rule.Meta):
        ordering = ["product", "number"]
        verbose_name = _("product version")
        verbose_name_plural = _("product versions")
        constraints = [
            *Rule.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "number"], name="policy_productversion_number_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_min__gt=0) & Q(amount_max__gte=F("amount_min")),
                name="policy_productversion_amounts_in_order",
                violation_error_message=_("The greatest amount is below the least amount."),
            ),
            models.CheckConstraint(
                condition=Q(term_months_max__gte=F("term_months_min")),
                name="policy_productversion_terms_in_order",
                violation_error_message=_("The longest term is below the shortest term."),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class BankAgreement(models.Model):
    """A handling bank's agreement with its term and the commitments of its bid."""

    bank = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="agreements")
    number = models.CharField(_("agreement number"), max_length=40, unique=True)
    start_on = models.DateField(_("starts on"))
    end_on = models.DateField(_("ends on"))
    products = models.ManyToManyField(Product, verbose_name=_("products"), blank=True)
    loans_per_year = models.PositiveIntegerField(_("loans a year"))
    amount_per_year = MoneyField(_("amount a year"))
    decision_days_max = models.PositiveSmallIntegerField(_("working days to decide"))
    overdue_rate_max = RateField(_("overdue ceiling"))
    interest_rate_max = RateField(_("rate ceiling"))
    contact_name = models.CharField(_("contact"), max_length=50)
    contact_phone = models.CharField(_("contact phone"), max_length=30)

    class Meta:
        ordering = ["bank"]
        verbose_name = _("bank agreement")
        verbose_name_plural = _("bank agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on__gte=F("start_on")),
                name="policy_bankagreement_dates_in_order",
                violation_error_message=_("The last day is before the first day."),
            )
        ]

    def __str__(self) -> str:
        return self.number


class CalendarDay(models.Model):
    """A day on which the State Council calendar differs from the week: holiday or make-up day."""

    class Kind(models.TextChoices):
        """How it differs."""

        HOLIDAY = "holiday", _("holiday")
        MAKE_UP = "make_up", _("make-up working day")

    on = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=40)
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        ordering = ["on"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class ReferenceRate(models.Model):
    """One quotation of a reference rate, such as the one-year LPR."""

    name = models.CharField(_("rate"), max_length=20)
    on = models.DateField(_("published on"))
    rate = RateField(_("annual rate"))
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        ordering = ["name", "-on"]
        verbose_name = _("reference rate")
        verbose_name_plural = _("reference rates")
        constraints = [
            models.UniqueConstraint(fields=["name", "on"], name="policy_referencerate_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class DocumentType(models.Model):
    """A paper the program may ask for: from whom, in which form, how it is checked."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    purpose = models.CharField(_("why it is needed"), max_length=200)
    purpose_en = models.CharField(_("why it is needed, in English"), max_length=200)
    product_kinds = ArrayField(
        models.CharField(max_length=12, choices=Product.Kind.choices), verbose_name=_("products")
    )
    guarantee_modes = ArrayField(
        models.CharField(max_length=12, choices=GuaranteeMode.choices),
        verbose_name=_("only for guarantee modes"),
        blank=True,
        default=list,
    )
    is_required = models.BooleanField(_("needed"), default=True)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    formats = ArrayField(models.CharField(max_length=8), verbose_name=_("formats"))
    size_max_mb = models.PositiveSmallIntegerField(_("greatest size in MB"), default=10)
    pages_max = models.PositiveSmallIntegerField(_("most pages"), default=20)
    verification = models.CharField(_("how it is verified"), max_length=120, blank=True)
    retention_years = models.PositiveSmallIntegerField(_("kept for years"), default=10)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("document type")
        verbose_name_plural = _("document types")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class TextTemplate(Rule):
    """The approved wording of a contract, letter, message or consent, by language and version."""

    class Kind(models.TextChoices):
        """What the text is for."""

        CONTRACT = "contract", _("contract")
        MESSAGE = "message", _("message")
        CONSENT = "consent", _("consent")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.SlugField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    body = models.TextField(_("text"), help_text=_("placeholders stand in braces: {amount}"))
    body_en = models.TextField(_("text in English"))

    class Meta(Rule.Meta):
        ordering = ["kind", "code", "-from_on"]
        verbose_name = _("text template")
        verbose_name_plural = _("text templates")
        constraints = [
            *Rule.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "version"], name="policy_texttemplate_version_once"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)


class AuthorityRule(Rule):
    """Who decides: amount band and risk grade lead to a level of decision."""

    class Level(models.TextChoices):
        """The levels, lowest first."""

        TWO_APPROVERS = "two_approvers", _("two approvers")
        COMMITTEE = "committee", _("committee")
        COMMITTEE_AND_CENTER = "committee_and_center", _("committee and center")

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    amount_above = MoneyField(_("amount above"))
    amount_up_to = MoneyField(_("amount up to"))
    grades = ArrayField(models.CharField(max_length=2), verbose_name=_("risk grades"))
    products = models.ManyToManyField(Product, verbose_name=_("products"), blank=True)
    level = models.CharField(_("decided by"), max_length=24, choices=Level.choices)

    class Meta(Rule.Meta):
        ordering = ["amount_above", "pk"]
        verbose_name = _("authority rule")
        verbose_name_plural = _("authority rules")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class ReminderRule(Rule):
    """When and how a borrower is reminded: days from the due date, channel, order."""

    offset_days = models.SmallIntegerField(
        _("days from the due date"), help_text=_("negative before, 0 on the day, positive after")
    )
    channels = ArrayField(models.CharField(max_length=8), verbose_name=_("channels in order"))
    template_code = models.SlugField(_("text template"), max_length=40)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, verbose_name=_("only for product")
    )
    is_active = models.BooleanField(_("switched on"), default=True)

    class Meta(Rule.Meta):
        ordering = ["offset_days"]
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")

    def __str__(self) -> str:
        return f"{self.offset_days:+d}"


class Scorecard(Rule):
    """An expert scorecard: indicators with bins and points, and the grade bands."""

    code = models.SlugField(_("code"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    card = models.JSONField(_("card"))

    class Meta(Rule.Meta):
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        constraints = [
            *Rule.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "version"], name="policy_scorecard_version_once"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)
