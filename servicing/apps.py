"""Django's registration of the app `servicing`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicingConfig(AppConfig):
    """The app `servicing`."""

    name = "servicing"
    verbose_name = _("Servicing")
