"""Django's registration of the app `guarantees`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuaranteesConfig(AppConfig):
    """The app `guarantees`."""

    name = "guarantees"
    verbose_name = _("Guarantees")
