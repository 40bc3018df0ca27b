"""The counter-guarantee register: things and sureties, their values, and what they secure."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guarantees.models.guarantees import Guarantee
from ledger.fields import MoneyField, RateField
from parties.models import Person, User


class SecurityQuerySet(models.QuerySet["Security"]):
    """Securities, by adjective; the register belongs to the center."""

    def locked(self) -> "SecurityQuerySet":
        """The free value of a security is read and used under this lock."""
        return self.select_for_update(of=("self",))

    def visible_to(self, user: User) -> "SecurityQuerySet":
        """The center sees its register; everybody else sees only what a case page shows."""
        if user.is_center_staff or "AUD" in user.roles:
            return self
        return self.none()


class Security(models.Model):
    """A thing or a person that stands behind guarantees, owned by somebody, valued, kept."""

    class Kind(models.TextChoices):
        """What it is; the lendable rate depends on it."""

        HOUSE = "house", _("house")
        LAND = "land", _("land")
        VEHICLE = "vehicle", _("vehicle")
        EQUIPMENT = "equipment", _("equipment")
        DEPOSIT = "deposit", _("deposit slip")
        SHARES = "shares", _("shares")
        RECEIVABLE = "receivable", _("receivable")
        SURETY = "surety", _("surety")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="securities")
    description = models.CharField(_("description"), max_length=200)
    certificate_number = models.CharField(_("certificate number"), max_length=60, blank=True)
    co_owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="co_owned_securities"
    )
    employer = models.CharField(_("employer of the surety"), max_length=100, blank=True)
    annual_income = MoneyField(_("annual income of the surety"), null=True, blank=True)
    surety_agreed_on = models.DateField(_("surety agreed on"), null=True, blank=True)
    kept_at = models.CharField(_("where the certificate is kept"), max_length=100, blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_on = models.DateField(_("registered on"))

    objects = SecurityQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("security")
        verbose_name_plural = _("securities")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "certificate_number"],
                condition=~Q(certificate_number=""),
                name="guarantees_security_certificate_once",
                violation_error_message=_("This certificate is in the register already."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="surety") | Q(annual_income__gt=0),
                name="guarantees_security_surety_has_income",
                violation_error_message=_("A surety needs an annual income."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.description}"


class SecurityPaper(models.Model):
    """A paper or photo of a security: certificate, consent of the co-owner, agreement, picture."""

    class Kind(models.TextChoices):
        """What the paper proves."""

        CERTIFICATE = "certificate", _("certificate or registration")
        CONSENT = "consent", _("consent of the co-owner")
        AGREEMENT = "agreement", _("counter-guarantee contract")
        PHOTO = "photo", _("photo")
        OTHER = "other", _("other paper")

    security = models.ForeignKey(Security, models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    file = models.FileField(_("file"), upload_to="securities/%Y/%m")
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_on = models.DateField(_("handed in on"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("paper of a security")
        verbose_name_plural = _("papers of securities")
        constraints = [
            models.UniqueConstraint(
                fields=["security", "sha256"], name="guarantees_securitypaper_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="security_paper_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.security} {self.kind}"


class Valuation(models.Model):
    """What an appraiser found a thing to be worth, until when; the newest one counts."""

    security = models.ForeignKey(Security, models.PROTECT, related_name="valuations")
    appraiser = models.CharField(_("appraiser"), max_length=80)
    method = models.CharField(_("method"), max_length=80)
    valued_on = models.DateField(_("valued on"))
    value = MoneyField(_("value"))
    lendable_rate = RateField(_("lendable share"))
    valid_until_on = models.DateField(_("valid until"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valued_on", "-pk"]
        verbose_name = _("valuation")
        verbose_name_plural = _("valuations")
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="guarantees_valuation_positive")
        ]

    def __str__(self) -> str:
        return f"{self.security} {self.value}"


class SecurityUse(models.Model):
    """How much of a security stands behind one guarantee, until it is released."""

    security = models.ForeignKey(Security, models.PROTECT, related_name="uses")
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="securities")
    amount = MoneyField(_("amount secured"))
    used_on = models.DateField(_("since"))
    used_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    released_on = models.DateField(_("released on"), null=True, blank=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("use of a security")
        verbose_name_plural = _("uses of securities")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="guarantees_securityuse_positive"
            ),
            models.UniqueConstraint(
                fields=["security", "guarantee"],
                condition=Q(released_on=None),
                name="guarantees_securityuse_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.security} {self.amount}"
