"""Brings the database to the present state and loads the demo programme into an empty one."""

import importlib
import os
import time

import django
from django.conf import settings
from django.core.management import call_command

from loanprogram.local import databases


def prepare() -> None:
    """Migrates, then loads the demo unless there is something already; says what takes time."""
    began = time.monotonic()
    call_command("migrate", interactive=False, verbosity=0)
    print(f"the tables are up to date ({time.monotonic() - began:.0f} s)", flush=True)
    seed = importlib.import_module("loanprogram.demo.seed")  # models, once Django is set up
    if settings.DEMO and seed.is_half_built():
        print("an earlier start was stopped while it built the demo: building it anew", flush=True)
        databases.remake(str(settings.DATABASES["default"]["NAME"]))
        call_command("migrate", interactive=False, verbosity=0)
    call_command("seed_demo", if_empty=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loanprogram.settings.dev")
    django.setup()
    prepare()
