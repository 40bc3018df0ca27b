"""The Celery application: background work is found in every app's `tasks.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loanprogram.settings.dev")

app = Celery("loanprogram")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
