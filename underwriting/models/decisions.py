"""The decision and the contract pack: approvals, decisions, contracts, papers, signatures."""

import hashlib

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseBoundQuerySet, Document
from ledger.fields import MoneyField, RateField
from parties.models import User
from policy.models import AuthorityRule, RepaymentMethod, TextTemplate
from underwriting.models.committee import AgendaItem
from underwriting.models.evaluation import APPEND_ONLY, Memo, ScoreResult
from underwriting.states import ContractLifecycle


class Approval(models.Model):
    """One of the two signatures where a file is decided without a committee; append-only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals")
    memo = models.ForeignKey(Memo, models.PROTECT, related_name="approvals")
    approver = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_positive = models.BooleanField(_("approves"))
    text = models.TextField(_("grounds"), blank=True)
    given_on = models.DateField()
    given_at = models.DateTimeField(auto_now_add=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["memo", "approver"],
                name="underwriting_approval_two_persons",
                violation_error_message=_("You have given your approval."),
            )
        ]
        triggers = [pgtrigger.Protect(name="approval_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.case} {self.approver}"


class Decision(models.Model):
    """The decision on a file and everything it rests on; never changed, corrected by a new one."""

    class Result(models.TextChoices):
        """What was decided."""

        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    number = models.CharField(_("decision number"), max_length=30, unique=True)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    authority_rule = models.ForeignKey(AuthorityRule, models.PROTECT, related_name="+")
    memo = models.ForeignKey(Memo, models.PROTECT, null=True, related_name="decisions")
    score = models.ForeignKey(ScoreResult, models.PROTECT, null=True, related_name="+")
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    amount = MoneyField(_("amount"), null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)
    interest_rate = RateField(_("annual rate"), null=True, blank=True)
    repayment_method = models.CharField(
        _("repayment method"), max_length=30, choices=RepaymentMethod.choices, blank=True
    )
    reasons = models.JSONField(_("reasons from the list"), default=list)
    reason_text = models.TextField(_("reasons in words"), blank=True)
    advice = models.TextField(_("what the applicant can improve"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    override_reason = models.TextField(_("why against the score"), blank=True)
    votes = models.JSONField(_("votes"), default=list)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("decided on"))
    decided_at = models.DateTimeField(auto_now_add=True)
    valid_until_on = models.DateField(_("valid until"))
    appeal_until_on = models.DateField(_("appeal until"))
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(result="declined")
                | Q(
                    amount__gt=0,
                    term_months__gt=0,
                    interest_rate__isnull=False,
                    memo__isnull=False,
                ),
                name="underwriting_decision_approval_is_complete",
            )
        ]
        triggers = [pgtrigger.Protect(name="decision_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return self.number


class ContractBasis(models.Model):
    """What the guarantor has promised for a case: the contract pack is filled from it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="contract_basis")
    guarantee_number = models.CharField(_("guarantee number"), max_length=60, unique=True)
    committed_on = models.DateField(_("promised on"))
    fund_share = RateField(_("share of the fund"))
    security_text = models.CharField(_("counter-guarantee"), max_length=300)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("recorded on"))

    class Meta:
        verbose_name = _("contract basis")
        verbose_name_plural = _("contract bases")

    def __str__(self) -> str:
        return self.guarantee_number


class Contract(ContractLifecycle):
    """The contract pack of a decision: terms, files with hashes, signatures."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contracts")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="contracts")
    number = models.CharField(_("contract number"), max_length=40, unique=True)
    amount = MoneyField(_("amount"))
    term_months = models.PositiveSmallIntegerField(_("term in months"))
    interest_rate = RateField(_("annual rate"))
    repayment_method = models.CharField(
        _("repayment method"), max_length=30, choices=RepaymentMethod.choices
    )
    facts = models.JSONField(_("facts the texts were filled with"))
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_on = models.DateField(_("prepared on"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state="void"),
                name="underwriting_contract_one_live",
                violation_error_message=_("This case has a contract."),
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False),
                name="underwriting_contract_signed_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def pack_hash(self) -> str:
        """One hash over the hashes of all papers: what every party signs."""
        papers = self.files.exclude(kind=ContractFile.SIGNATURES).order_by("kind", "language")
        hashes = "".join(paper.sha256 for paper in papers)
        return hashlib.sha256(hashes.encode()).hexdigest()


class ContractFile(models.Model):
    """One paper of the pack: approved template, PDF and hash; append-only.

    The page of signatures is added when everybody has signed, so nobody signs it.
    """

    SIGNATURES = "signatures"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="files")
    kind = models.CharField(_("paper"), max_length=30)
    language = models.CharField(_("language"), max_length=10)
    template = models.ForeignKey(
        TextTemplate, models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to="contracts/%Y/%m")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("contract paper")
        verbose_name_plural = _("contract papers")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind", "language"], name="underwriting_contractfile_once"
            )
        ]
        triggers = [pgtrigger.Protect(name="contractfile_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.contract} {self.kind}"


class Signature(models.Model):
    """One party's signature under the pack: way, code check or scan, hash of what was signed."""

    class Party(models.TextChoices):
        """Who signs."""

        BORROWER = "borrower", _("borrower")
        BANK = "bank", _("bank")
        CENTER = "center", _("center")

    class Method(models.TextChoices):
        """How."""

        CODE = "code", _("one-time code")
        ACCOUNT = "account", _("account with second factor")
        PAPER = "paper", _("paper with scan")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    party = models.CharField(_("party"), max_length=10, choices=Party.choices)
    method = models.CharField(_("way"), max_length=8, choices=Method.choices)
    signer = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_hash = models.CharField(max_length=64)
    scan = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    advice_acknowledged = models.BooleanField(default=False)
    signed_on = models.DateField()
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "party"], name="underwriting_signature_once"
            )
        ]
        triggers = [pgtrigger.Protect(name="signature_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.contract} {self.party}"


class CopyReceipt(models.Model):
    """The borrower's word that all copies of the signed pack were received; append-only."""

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="copy_receipt")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_on = models.DateField(_("received on"))
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("receipt of copies")
        verbose_name_plural = _("receipts of copies")
        triggers = [pgtrigger.Protect(name="copyreceipt_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.contract} {self.received_on}"


class ContractQuestion(models.Model):
    """A question of the borrower on a clause, or a talk about the contract, with its answer."""

    class Kind(models.TextChoices):
        """What it is about."""

        QUESTION = "question", _("question on a clause")
        APPOINTMENT = "appointment", _("appointment for legal advice")
        TALK = "talk", _("talk in person, by phone or video")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="questions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    text = models.TextField(_("text"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("question on a contract")
        verbose_name_plural = _("questions on a contract")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_on=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_on__isnull=False)),
                name="underwriting_contractquestion_answer_is_signed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.kind}"
