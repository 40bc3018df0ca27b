"""Django's registration of the app `loanprogram`."""

from django.apps import AppConfig


class LoanProgramConfig(AppConfig):
    """The project's own pages, commands and background work."""

    name = "loanprogram"
