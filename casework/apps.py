"""Django's registration of the app `casework`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    """The app `casework`."""

    name = "casework"
    verbose_name = _("Casework")
