"""Django's registration of the app `screens`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreensConfig(AppConfig):
    """The app `screens`."""

    name = "screens"
    verbose_name = _("Screens")
