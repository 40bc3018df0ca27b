"""Django's registration of the app `policy`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PolicyConfig(AppConfig):
    """The app `policy`."""

    name = "policy"
    verbose_name = _("Policy")
