"""The quick migration leaves nothing out."""

import pytest
from django.apps import apps
from django.db import connection
from pgtrigger import registered

from loanprogram.local.messages import PACKAGES

pytestmark = pytest.mark.django_db


def test_every_constraint_and_index_of_the_models_stands_in_the_database() -> None:
    models = [model for name in PACKAGES for model in apps.get_app_config(name).get_models()]
    missing = []
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            present = connection.introspection.get_constraints(cursor, table)
            wanted = [*model._meta.constraints, *model._meta.indexes]
            missing += [each.name for each in wanted if each.name not in present]

    assert len(models) > 100
    assert missing == []


def test_every_trigger_of_the_models_stands_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        present = {row[0] for row in cursor.fetchall()}
    wanted = {trigger.get_pgid(model) for model, trigger in registered()}

    assert len(wanted) > 40
    assert wanted - present == set()
