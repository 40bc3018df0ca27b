"""Brings the database to the present state and loads the demo programme into an empty one."""

import os

import django
from django.core.management import call_command


def prepare() -> None:
    """Migrates, then loads the demo unless there is something already."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed_demo", if_empty=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loanprogram.settings.dev")
    django.setup()
    prepare()
