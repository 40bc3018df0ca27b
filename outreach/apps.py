"""Django's registration of the app `outreach`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    """The app `outreach`."""

    name = "outreach"
    verbose_name = _("Outreach")
