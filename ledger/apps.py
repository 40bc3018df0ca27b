"""Django's registration of the app `ledger`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """The app `ledger`."""

    name = "ledger"
    verbose_name = _("Ledger")
