"""Products with their terms by version, eligible groups, papers asked, banks' agreements."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledger.fields import MoneyField, RateField
from parties.models import Organisation, Programme
from policy.models.dated import Rule, in_language


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

    SURETY = "surety", pgettext_lazy("kind of security", "surety")
    MORTGAGE = "mortgage", _("mortgage")
    PLEDGE = "pledge", _("pledge")
    EXEMPT = "exempt", _("exempt from counter-guarantee")


class SubsidyKind(models.TextChoices):
    """Which part of the interest public money bears."""

    ABOVE_RATE = "above_rate", _("what exceeds the rate borne by the borrower")
    SHARE = "share", _("a share of the interest")
    NONE = "none", _("nothing")


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
    subsidy_kind = models.CharField(
        _("interest subsidy"),
        max_length=12,
        choices=SubsidyKind.choices,
        default=SubsidyKind.ABOVE_RATE,
    )
    subsidy_share = RateField(_("share of the interest subsidised"), default=Decimal("0.5"))
    subsidy_years = models.PositiveSmallIntegerField(_("subsidised years of a loan"), default=2)
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
    contact_name = models.CharField(pgettext_lazy("of a bank", "contact"), max_length=50)
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
