"""Evaluation: opinions, site visits, worksheets, scores and memos."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Case, CaseBoundQuerySet, Document
from ledger.fields import MoneyField, RateField
from parties.models import User
from policy.models import RepaymentMethod, Scorecard
from underwriting.states import MemoLifecycle, VisitLifecycle

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete
MEMO_CONTENT = (
    "case_id",
    "version",
    "facts",
    "conclusion",
    "proposed_amount",
    "proposed_term_months",
    "proposed_rate",
    "proposed_method",
    "conditions",
    "deviation_reason",
    "score_id",
    "author_id",
    "frozen_at",
    "content_hash",
)


class Opinion(models.Model):
    """One of the three separate opinions on a file, signed by one person; never changed."""

    class Kind(models.TextChoices):
        """What is judged."""

        AUTHENTICITY = "authenticity", _("authenticity")
        RISK = "risk", _("risk")
        LEGAL = "legal", _("legal")

    class Verdict(models.TextChoices):
        """What comes out."""

        POSITIVE = "positive", _("no objection")
        CONDITIONAL = "conditional", _("with conditions")
        NEGATIVE = "negative", pgettext_lazy("verdict", "objection")

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    kind = models.CharField(_("opinion"), max_length=14, choices=Kind.choices)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices)
    text = models.TextField(_("grounds"))
    author = models.ForeignKey(User, models.PROTECT, related_name="opinions")
    round = models.PositiveSmallIntegerField(default=1)
    given_on = models.DateField(_("given on"))
    given_at = models.DateTimeField(auto_now_add=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "kind"],
                name="underwriting_opinion_one_per_kind",
                violation_error_message=_("This opinion has been given."),
            ),
            models.UniqueConstraint(
                fields=["case", "round", "author"],
                name="underwriting_opinion_one_per_person",
                violation_error_message=_("Each opinion on a file comes from another person."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="opinion_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class SiteVisit(VisitLifecycle):
    """A visit to the business before the decision, by two visitors, with photos."""

    class Rating(models.TextChoices):
        """What the visitors make of the business."""

        GOOD = "good", _("good: runs as stated")
        FAIR = "fair", _("fair: small differences")
        POOR = "poor", _("poor: does not run as stated")

    case = models.ForeignKey(Case, models.PROTECT, related_name="site_visits")
    planned_on = models.DateField(_("planned for"))
    planned_time = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200)
    first_visitor = models.ForeignKey(User, models.PROTECT, related_name="+")
    second_visitor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    findings = models.JSONField(_("questionnaire"), default=dict)
    rating = models.CharField(_("overall"), max_length=4, choices=Rating.choices, blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    place_consent = models.BooleanField(_("owner agrees to storing the place"), default=False)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    place_found = models.CharField(_("place found"), max_length=200, blank=True)
    owner_signature = models.CharField(_("signed by the owner"), max_length=50, blank=True)
    signature_drawing = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on"]
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        constraints = [
            models.CheckConstraint(
                condition=~Q(second_visitor=F("first_visitor")),
                name="underwriting_sitevisit_two_different",
                violation_error_message=_("The two visitors are different people."),
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(
                    second_visitor__isnull=False,
                    visited_on__isnull=False,
                    finished_at__isnull=False,
                )
                & ~Q(conclusion="")
                & ~Q(rating="")
                & ~Q(owner_signature=""),
                name="underwriting_sitevisit_done_is_complete",
                violation_error_message=_("A visit needs two visitors."),
            ),
            models.CheckConstraint(
                condition=Q(place_consent=True) | Q(latitude=None, longitude=None),
                name="underwriting_sitevisit_place_with_consent",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sitevisit_done_is_final",
                operation=APPEND_ONLY,
                condition=pgtrigger.Q(old__state="done"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.planned_on}"


class VisitPhoto(models.Model):
    """A photo taken at a visit, stored as a document of the case."""

    visit = models.ForeignKey(SiteVisit, models.PROTECT, related_name="photos")
    document = models.OneToOneField(Document, models.PROTECT, related_name="visit_photo")
    caption = models.CharField(_("caption"), max_length=100, blank=True)
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("visit photo")
        verbose_name_plural = _("visit photos")
        triggers = [pgtrigger.Protect(name="visitphoto_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return self.caption or str(self.document)


class Worksheet(models.Model):
    """Income, debts and assets behind the score: each change is a new version; never changed."""

    class Security(models.TextChoices):
        """What stands behind the loan; the lendable share of each is a rule of the program."""

        NONE = "none", _("no security")
        SURETY = "surety", _("surety: yearly income")
        HOUSE = "house", _("house")
        LAND = "land", _("land")
        VEHICLE = "vehicle", _("vehicle")
        EQUIPMENT = "equipment", _("equipment")
        DEPOSIT = "deposit", _("deposit")
        SHARES = "shares", _("shares")
        RECEIVABLE = "receivable", _("receivable")

    case = models.ForeignKey(Case, models.PROTECT, related_name="worksheets")
    version = models.PositiveIntegerField(_("version"))
    monthly_income = MoneyField(_("monthly income"))
    living_costs = MoneyField(_("monthly living costs"))
    existing_instalments = MoneyField(_("existing instalments a month"))
    other_debts = MoneyField(_("other debts"))
    assets = MoneyField(_("assets of the household"))
    own_funds = MoneyField(_("own funds in the project"))
    project_budget = MoneyField(_("budget of the project"), null=True, blank=True)
    security_kind = models.CharField(_("security"), max_length=12, choices=Security.choices)
    security_value = MoneyField(_("value of the security"))
    overdue_count = models.PositiveSmallIntegerField(
        _("overdue instalments in 24 months"), null=True, blank=True
    )
    industry_years = models.PositiveSmallIntegerField(
        _("years in the trade"), null=True, blank=True
    )
    business_months = models.PositiveSmallIntegerField(
        _("age of the business in months"), null=True, blank=True
    )
    jobs = models.PositiveSmallIntegerField(_("jobs created or kept"), null=True, blank=True)
    sources = models.JSONField(_("sources of the figures"), default=dict)
    remark = models.TextField(_("remark"), blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_on = models.DateField(_("entered on"))
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("worksheet")
        verbose_name_plural = _("worksheets")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "version"], name="underwriting_worksheet_version_once"
            ),
            models.CheckConstraint(
                condition=Q(monthly_income__gt=0)
                & Q(living_costs__gte=0, existing_instalments__gte=0, other_debts__gte=0)
                & Q(assets__gte=0, own_funds__gte=0, security_value__gte=0),
                name="underwriting_worksheet_not_negative",
                violation_error_message=_("The figures of a worksheet are not negative."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="worksheet_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.case} v{self.version}"

    @property
    def net_assets(self) -> Decimal:
        """What the household owns beyond its debts."""
        return self.assets - self.other_debts


class ScoreResult(models.Model):
    """One computation of the score: inputs, points per indicator, grade, card version; kept."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="scores")
    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="results")
    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="scores")
    inputs = models.JSONField(_("inputs with their sources"))
    points = models.JSONField(_("points per indicator"))
    total = models.IntegerField(_("total"))
    policy_points = models.IntegerField(_("points for policy aims"), default=0)
    grade = models.CharField(_("grade"), max_length=2)
    suggestion = models.CharField(_("suggestion"), max_length=20)
    computed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    computed_on = models.DateField(_("computed on"))
    computed_at = models.DateTimeField(auto_now_add=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        triggers = [pgtrigger.Protect(name="score_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.case} {self.total} {self.grade}"


class Memo(MemoLifecycle):
    """The evaluation memo: generated facts, written conclusion, proposal; frozen by version."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="memos")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    facts = models.JSONField(_("facts when generated"))
    conclusion = models.TextField(_("conclusion"), blank=True)
    proposed_amount = MoneyField(_("proposed amount"))
    proposed_term_months = models.PositiveSmallIntegerField(_("proposed term in months"))
    proposed_rate = RateField(_("proposed annual rate"))
    proposed_method = models.CharField(
        _("repayment method"), max_length=30, choices=RepaymentMethod.choices
    )
    conditions = models.TextField(_("conditions"), blank=True)
    deviation_reason = models.TextField(_("why above the suggestion"), blank=True)
    score = models.ForeignKey(ScoreResult, models.PROTECT, null=True, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_on = models.DateField(_("written on"))
    frozen_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("memo")
        verbose_name_plural = _("memos")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "version"], name="underwriting_memo_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(frozen_at__isnull=False) & ~Q(content_hash="") & ~Q(conclusion=""),
                name="underwriting_memo_frozen_is_complete",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="memo_frozen_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND ({old}) IS DISTINCT FROM ({new})".format(
                        old=", ".join(f"OLD.{name}" for name in MEMO_CONTENT),
                        new=", ".join(f"NEW.{name}" for name in MEMO_CONTENT),
                    )
                ),
            ),
            pgtrigger.Protect(
                name="memo_frozen_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["frozen", "returned"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} v{self.version}"
