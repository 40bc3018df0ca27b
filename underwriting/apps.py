"""Django's registration of the app `underwriting`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnderwritingConfig(AppConfig):
    """The app `underwriting`."""

    name = "underwriting"
    verbose_name = _("Underwriting")
