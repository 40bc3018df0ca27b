"""Django's registration of the app `parties`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    """The app `parties`."""

    name = "parties"
    verbose_name = _("Parties")
