"""How the repayment file of a bank is written: dated data, read by one and the same reader."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parties.models import Organisation
from policy.models.dated import Rule, in_language


class RepaymentLayout(Rule):
    """Where a repayment file says what: columns by heading or place, dates, amounts, last lines."""

    class Reference(models.TextChoices):
        """What the bank writes to say which loan is meant."""

        LOAN = "loan", _("loan number")
        CONTRACT = "contract", _("contract number")

    class Encoding(models.TextChoices):
        """How the letters of a CSV file are written; Excel files need none."""

        UTF_8 = "utf-8-sig", "UTF-8"
        GB18030 = "gb18030", "GB18030"

    class Separator(models.TextChoices):
        """What stands between two cells of a CSV file."""

        COMMA = ",", _("comma")
        SEMICOLON = ";", _("semicolon")
        TAB = "\t", _("tabulator")
        BAR = "|", _("vertical bar")

    class AmountForm(models.TextChoices):
        """How an amount is written."""

        YUAN = "yuan", _("yuan, as 5,869.28")
        FEN = "fen", _("whole fen, as 586928")

    class Channel(models.TextChoices):
        """How the money of such a file came in."""

        TRANSFER = "transfer", _("bank transfer")
        DEBIT = "debit", _("debit from the account")

    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name of the layout"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    bank = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repayment_layouts",
        verbose_name=_("only for the bank"),
    )
    encoding = models.CharField(
        pgettext_lazy("encoding", "letters"), max_length=12, choices=Encoding.choices
    )
    separator = models.CharField(
        _("between the cells"), max_length=1, choices=Separator.choices, default=Separator.COMMA
    )
    heading_line = models.PositiveSmallIntegerField(
        _("line of the headings"), help_text=_("0 when the file has none")
    )
    first_line = models.PositiveSmallIntegerField(_("first line with a payment"))
    serial_column = models.CharField(
        _("column of the serial number"),
        max_length=40,
        help_text=_("the heading, or the place counted from 1"),
    )
    reference_column = models.CharField(_("column that names the loan"), max_length=40)
    reference_kind = models.CharField(
        _("the loan is named by its"), max_length=10, choices=Reference.choices
    )
    amount_column = models.CharField(_("column of the amount"), max_length=40)
    amount_form = models.CharField(_("amounts are in"), max_length=6, choices=AmountForm.choices)
    date_column = models.CharField(_("column of the date"), max_length=40)
    date_form = models.CharField(
        _("dates are written"),
        max_length=20,
        help_text=_("as %Y-%m-%d for 2026-03-02 or %Y%m%d for 20260302"),
    )
    name_column = models.CharField(
        _("column of the borrower's name"),
        max_length=40,
        blank=True,
        help_text=_("when given, the name must be that of the borrower"),
    )
    footer_mark = models.CharField(
        _("first word of the totals line"),
        max_length=20,
        blank=True,
        help_text=_("empty when the file has no totals"),
    )
    footer_count_column = models.PositiveSmallIntegerField(
        _("place of the number of payments in it"), default=0
    )
    footer_amount_column = models.PositiveSmallIntegerField(
        _("place of the total in it"), default=0
    )
    channel = models.CharField(_("the money comes by"), max_length=10, choices=Channel.choices)

    class Meta(Rule.Meta):
        ordering = ["code", "-from_on", "-pk"]
        verbose_name = _("layout of a repayment file")
        verbose_name_plural = _("layouts of repayment files")
        constraints = [
            *Rule.Meta.constraints,
            models.CheckConstraint(
                condition=Q(first_line__gt=models.F("heading_line")),
                name="policy_repaymentlayout_headings_first",
                violation_error_message=_("Payments begin below the headings."),
            ),
            models.CheckConstraint(
                condition=Q(footer_mark="")
                | Q(footer_count_column__gt=0, footer_amount_column__gt=0),
                name="policy_repaymentlayout_totals_have_places",
                violation_error_message=_("Say where number and total stand in the totals line."),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)
