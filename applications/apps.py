"""Django's registration of the app `applications`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    """The app `applications`."""

    name = "applications"
    verbose_name = _("Applications")
