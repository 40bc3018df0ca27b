"""The outside world as the program knows it: how each line is set, and every call made on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models.messages import Notice
from parties.models import User


class Integration(models.Model):
    """One line to the outside: in use, only pretended, made to fail on purpose, or off."""

    class Kind(models.TextChoices):
        """What stands at the other end."""

        SMS = "sms", _("SMS gateway")
        EMAIL = "email", _("mail server")
        BANK_FILES = "bank_files", _("bank files")
        CREDIT = "credit", _("credit data")
        REGISTER = "register", _("business register")
        MAP = "map", _("map")
        SCAN = "scan", _("file scan")

    class Mode(models.TextChoices):
        """How the line is used."""

        LIVE = "live", _("in use")
        SIMULATION = "simulation", _("simulation")
        FAIL = "fail", _("fail: says no to everything")
        DOWN = "down", _("down: never answers")
        OFF = "off", _("off")

    kind = models.CharField(_("integration"), max_length=12, choices=Kind.choices, unique=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_on = models.DateField(_("changed on"))
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["kind"]
        verbose_name = _("integration")
        verbose_name_plural = _("integrations")

    def __str__(self) -> str:
        return self.get_kind_display()


class OutsideCall(models.Model):
    """One call to the outside: when, how long, with what result; of a message, one try."""

    class Outcome(models.TextChoices):
        """What came of it."""

        OK = "ok", _("answered")
        REFUSED = "refused", pgettext_lazy("by the other side", "refused")
        DOWN = "down", _("no answer")

    kind = models.CharField(_("integration"), max_length=12, choices=Integration.Kind.choices)
    mode = models.CharField(_("mode"), max_length=12, choices=Integration.Mode.choices)
    called_at = models.DateTimeField(_("called at"), auto_now_add=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    reference = models.CharField(
        pgettext_lazy("of a receipt", "reference"), max_length=80, blank=True
    )
    error = models.CharField(_("error"), max_length=200, blank=True)
    is_test = models.BooleanField(_("test"), default=False)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="tries")
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("call to the outside")
        verbose_name_plural = _("calls to the outside")
        indexes = [models.Index(fields=["kind", "-id"], name="casework_call_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="ok") | ~Q(error=""), name="casework_outsidecall_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
