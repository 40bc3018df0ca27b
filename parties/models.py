"""People, organisations and users; consents; one-time codes; the audit trail."""

from functools import cached_property
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parties.fields import EncryptedField, blind_index
from parties.roles import Role, permissions_of
from parties.rules import sort_key
from screens.vocabulary import state_of


class Township(models.Model):
    """A township of the county: where people live and branches serve."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name = _("township")
        verbose_name_plural = _("townships")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


@pghistory.track()
class Organisation(models.Model):
    """The guarantee institution (the center), a handling bank or a public office."""

    class Kind(models.TextChoices):
        """What the organisation does in the program."""

        CENTER = "center", _("employment service center")
        BANK = "bank", _("handling bank")
        FINANCE_BUREAU = "finance_bureau", _("finance bureau")

    class Status(models.TextChoices):
        """Whether it takes new business; old cases stay reachable for its own staff."""

        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        ENDED = "ended", _("ended")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE
    )
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    legal_representative = models.CharField(_("legal representative"), max_length=50, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    account_number = models.CharField(_("bank account"), max_length=40, blank=True)
    account_bank = models.CharField(_("account held at"), max_length=100, blank=True)
    seal = models.FileField(_("seal image"), upload_to="seals", blank=True)
    guarantee_number_rule = models.CharField(
        _("guarantee number rule"),
        max_length=60,
        blank=True,
        help_text=_("for example CDB-{year}-{sequence:05d}"),
    )

    class Meta:
        ordering = ["kind", "code"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Branch(models.Model):
    """A counter of a handling bank and the townships it serves."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="branches")
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    townships = models.ManyToManyField(Township, related_name="branches", blank=True)

    class Meta:
        ordering = ["organisation", "pk"]
        verbose_name = _("branch")
        verbose_name_plural = _("branches")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Programme(models.Model):
    """The county's program: the center that guarantees; its profile is dated data in `policy`."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    center = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes")

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class Person(models.Model):
    """A natural person: applicant, spouse, surety or staff member; one row whatever the part."""

    class IdType(models.TextChoices):
        """Kind of identity paper."""

        RESIDENT = "resident", _("resident identity card")
        HMT_RESIDENT = "hmt_resident", _("residence permit for Hong Kong, Macao and Taiwan")
        PASSPORT = "passport", _("passport")

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=50)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    id_type = models.CharField(
        _("identity paper"), max_length=16, choices=IdType.choices, default=IdType.RESIDENT
    )
    id_number = EncryptedField(_("identity number"), blank=True, default="")
    id_index = models.CharField(max_length=64, blank=True, editable=False)
    id_tail = models.CharField(max_length=4, blank=True, editable=False)
    phone = EncryptedField(_("mobile phone"), blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    phone_tail = models.CharField(max_length=4, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, blank=True)
    township = models.ForeignKey(Township, models.PROTECT, null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["id_index"],
                condition=~Q(id_index=""),
                name="parties_person_one_per_id_number",
                violation_error_message=_("A person with this identity number exists."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with keys that fit."""
        self.derive_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    def derive_keys(self) -> None:
        """Keep the keyed hashes and the tails true to the encrypted numbers."""
        self.sort_key = sort_key(self.name)
        self.id_index = blind_index(self.id_number, purpose="id") if self.id_number else ""
        self.id_tail = self.id_number[-4:]
        self.phone_index = blind_index(self.phone, purpose="phone") if self.phone else ""
        self.phone_tail = self.phone[-4:]


class UserQuerySet(models.QuerySet["User"]):
    """Users, by adjective."""

    def staff(self) -> Self:
        """People who work in the program."""
        return self.filter(kind=User.Kind.STAFF, is_active=True)

    def holding(self, role: str) -> Self:
        """Users who hold a role now."""
        return self.filter(grants__role=role, grants__revoked_at=None).distinct()


class ProgramUserManager(UserManager["User"]):
    """Creates users and finds the one that acts for the system."""

    def get_queryset(self) -> UserQuerySet:
        """All users, with the adjectives."""
        return UserQuerySet(self.model, using=self._db)

    def staff(self) -> UserQuerySet:
        """People who work in the program."""
        return self.get_queryset().staff()

    def holding(self, role: str) -> UserQuerySet:
        """Users who hold a role now."""
        return self.get_queryset().holding(role)

    def system(self) -> "User":
        """The user in whose name jobs act."""
        return self.get_or_create(
            username="system", defaults={"kind": User.Kind.SYSTEM, "is_active": False}
        )[0]


class User(AbstractUser):
    """An account: exactly one natural person behind it, staff in exactly one organisation."""

    class Kind(models.TextChoices):
        """Who stands behind the account."""

        APPLICANT = "applicant", _("applicant")
        STAFF = "staff", _("staff")
        SYSTEM = "system", _("system")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="user"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="staff"
    )
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")

    objects: ClassVar[ProgramUserManager] = ProgramUserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="staff") | Q(organisation__isnull=False),
                name="parties_user_staff_has_organisation",
                violation_error_message=_(
                    "Every staff user belongs to exactly one organisation: choose it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="staff") | Q(organisation__isnull=True),
                name="parties_user_only_staff_has_organisation",
                violation_error_message=_("Only staff belong to an organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name others see."""
        return self.person.name if self.person else self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles held now; an applicant is one by kind."""
        if self.kind == self.Kind.APPLICANT:
            return frozenset({Role.APPLICANT})
        return frozenset(self.grants.filter(revoked_at=None).values_list("role", flat=True))

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Permissions from the role table; being a superuser adds none."""
        return permissions_of(self.roles)

    def may(self, permission: str) -> bool:
        """Whether a role of this user carries the permission."""
        return self.is_active and permission in self.permissions

    @property
    def is_bank_staff(self) -> bool:
        """Whether the user works for a handling bank."""
        return self.organisation is not None and self.organisation.kind == "bank"

    @property
    def is_center_staff(self) -> bool:
        """Whether the user works for the employment center."""
        return self.organisation is not None and self.organisation.kind == "center"


@pghistory.track()
class RoleGrant(models.Model):
    """A role given to a user: proposed by one security administrator, approved by another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(
        _("role"), max_length=3, choices=[(r.value, state_of("role", r).word) for r in Role]
    )
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(revoked_at=None),
                name="parties_rolegrant_once",
                violation_error_message=_("The user holds this role already."),
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=models.F("approved_by")) & ~Q(user=models.F("approved_by")),
                name="parties_rolegrant_two_persons",
                violation_error_message=_("Granting a role needs two persons."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class Consent(models.Model):
    """One consent to one use of data: text version, time, way; withdrawn, never deleted."""

    class Kind(models.TextChoices):
        """What is agreed to; each is asked separately."""

        PRIVACY = "privacy", _("privacy notice")
        SENSITIVE = "sensitive", _("use of sensitive personal data")
        CREDIT_QUERY = "credit_query", _("query of the credit report")
        BANK_SHARING = "bank_sharing", _("sharing with the chosen bank")
        CONTACT = "contact", _("being contacted about offers")

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    text_version = models.CharField(_("text version"), max_length=20)
    text_hash = models.CharField(max_length=64)
    given_on = models.DateField(pgettext_lazy("of a consent", "given on"))
    given_at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(_("way"), max_length=20, default="online")
    address = models.GenericIPAddressField(null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(withdrawn_at=None),
                name="parties_consent_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"


class OneTimeCode(models.Model):
    """A six-digit code sent to a phone: hashed, five minutes, five tries, one use, one purpose."""

    phone_index = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=40)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class AuditEntry(models.Model):
    """One business act in the append-only, hash-chained trail; one chain per organisation."""

    chain = models.CharField(max_length=20)
    sequence = models.PositiveBigIntegerField()
    recorded_at = models.DateTimeField()
    business_on = models.DateField()
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(_("act"), max_length=80)
    object_label = models.CharField(_("object"), max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    case_number = models.CharField(_("case"), max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    own_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "sequence"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["case_number"], name="parties_audit_case")]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="parties_audit_no_fork")
        ]
        triggers = [
            pgtrigger.Protect(
                name="audit_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.sequence} {self.act}"
