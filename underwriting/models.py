"""Evaluation and decision: opinions, visits, scores, memos, committee, votes, decisions, contracts."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseBoundQuerySet, Document
from ledger.fields import MoneyField, RateField
from parties.models import Organisation, Person, User
from policy.models import AuthorityRule, RepaymentMethod, Scorecard, TextTemplate
from underwriting.states import ContractLifecycle, MeetingLifecycle, MemoLifecycle, VisitLifecycle

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


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
        NEGATIVE = "negative", _("objection")

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

    case = models.ForeignKey(Case, models.PROTECT, related_name="site_visits")
    planned_on = models.DateField(_("planned for"))
    place = models.CharField(_("place"), max_length=200)
    first_visitor = models.ForeignKey(User, models.PROTECT, related_name="+")
    second_visitor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    findings = models.JSONField(_("questionnaire"), default=dict)
    conclusion = models.TextField(_("conclusion"), blank=True)
    place_consent = models.BooleanField(_("owner agrees to storing the place"), default=False)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    owner_signature = models.CharField(_("signed by the owner"), max_length=50, blank=True)

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
                | Q(second_visitor__isnull=False, visited_on__isnull=False),
                name="underwriting_sitevisit_done_by_two",
                violation_error_message=_("A visit needs two visitors."),
            ),
            models.CheckConstraint(
                condition=Q(place_consent=True) | Q(latitude=None, longitude=None),
                name="underwriting_sitevisit_place_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.planned_on}"


class VisitPhoto(models.Model):
    """A photo taken at a visit, stored as a document of the case."""

    visit = models.ForeignKey(SiteVisit, models.PROTECT, related_name="photos")
    document = models.OneToOneField(Document, models.PROTECT, related_name="visit_photo")
    caption = models.CharField(_("caption"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("visit photo")
        verbose_name_plural = _("visit photos")

    def __str__(self) -> str:
        return self.caption or str(self.document)


class ScoreResult(models.Model):
    """One computation of the score: inputs, points per indicator, grade, card version; kept."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="scores")
    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="results")
    inputs = models.JSONField(_("inputs with their sources"))
    points = models.JSONField(_("points per indicator"))
    total = models.IntegerField(_("total"))
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
    score = models.ForeignKey(ScoreResult, models.PROTECT, null=True, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} v{self.version}"


class Committee(models.Model):
    """A bank's credit committee with its rules, from a date on."""

    bank = models.ForeignKey(Organisation, models.PROTECT, related_name="committees")
    name = models.CharField(_("name"), max_length=80)
    quorum = models.PositiveSmallIntegerField(_("members present at least"))
    majority = RateField(_("share of votes needed to approve"))
    from_on = models.DateField(_("in office from"))
    until_on = models.DateField(_("in office until"), null=True, blank=True)
    set_up_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A member of a committee: chair, member or alternate, for a term of office."""

    class Part(models.TextChoices):
        """The member's part."""

        CHAIR = "chair", _("chair")
        MEMBER = "member", _("member")
        ALTERNATE = "alternate", _("alternate")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "user"], name="underwriting_membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.part}"


class DeclaredRelation(models.Model):
    """A relation a member declares to a person: family, surety, business partner."""

    class Kind(models.TextChoices):
        """How they are related."""

        FAMILY = "family", _("family")
        SURETY = "surety", _("surety")
        BUSINESS = "business", _("business partner")
        OTHER = "other", _("other")

    user = models.ForeignKey(User, models.PROTECT, related_name="relations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="declared_relations")
    kind = models.CharField(_("relation"), max_length=10, choices=Kind.choices)
    declared_on = models.DateField(_("declared on"))

    class Meta:
        verbose_name = _("declared relation")
        verbose_name_plural = _("declared relations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "person"], name="underwriting_declaredrelation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.person}"


class Meeting(MeetingLifecycle):
    """One sitting or written round of a committee."""

    class Form(models.TextChoices):
        """How it is held."""

        IN_PERSON = "in_person", _("in person")
        WRITTEN = "written", _("written round")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings")
    number = models.CharField(_("number"), max_length=30, unique=True)
    form = models.CharField(_("form"), max_length=10, choices=Form.choices)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    convened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    minutes = models.TextField(_("minutes"), blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self) -> str:
        return self.number


class Attendance(models.Model):
    """A member called to a meeting: present or not."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_present = models.BooleanField(_("present"), default=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], name="underwriting_attendance_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.user}"


class AgendaItem(models.Model):
    """A file on a meeting's agenda, with the memo version that was laid before the members."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="agenda_items")
    memo = models.ForeignKey(Memo, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))
    outcome = models.CharField(_("outcome"), max_length=24, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"], name="underwriting_agendaitem_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.case}"


class ItemRead(models.Model):
    """A member opened the pack of a file."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="reads")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("pack read")
        verbose_name_plural = _("packs read")
        constraints = [
            models.UniqueConstraint(fields=["item", "user"], name="underwriting_itemread_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.user}"


class Vote(models.Model):
    """One member's vote on one file; append-only."""

    class Choice(models.TextChoices):
        """What a member may vote."""

        APPROVE = "approve", _("approve")
        CONDITIONS = "conditions", _("approve with conditions")
        REJECT = "reject", _("reject")
        DEFER = "defer", _("defer")
        CONFLICT = "conflict", _("declared a conflict of interest")

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(User, models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=10, choices=Choice.choices)
    comment = models.TextField(_("comment"), blank=True)
    cast_on = models.DateField()
    cast_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"],
                name="underwriting_vote_once",
                violation_error_message=_("You have voted on this file."),
            )
        ]
        triggers = [pgtrigger.Protect(name="vote_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.item} {self.member}"


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


class ContractFile(models.Model):
    """One paper of the pack: approved template, PDF, hash; the signed file is sealed."""

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
        PAPER = "paper", _("paper with scan")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    party = models.CharField(_("party"), max_length=10, choices=Party.choices)
    method = models.CharField(_("way"), max_length=8, choices=Method.choices)
    signer = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_hash = models.CharField(max_length=64)
    scan = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    advice_acknowledged = models.BooleanField(default=False)
    copy_received = models.BooleanField(default=False)
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

