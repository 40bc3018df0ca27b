"""After migrating: the application's database role may use the tables, but not rewrite records.

Run by the role that owns the tables. APP_ROLE names the role of web, worker and beat.
"""

import os

import django
from django.apps import apps
from django.db import connection, transaction
from psycopg2 import sql

# Row triggers on UPDATE and DELETE without a condition, made to refuse: an append-only table.
APPEND_ONLY_TABLES = """
    SELECT DISTINCT c.relname
      FROM pg_trigger t
      JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
       AND t.tgqual IS NULL AND t.tgtype & 24 = 24 AND p.prosrc LIKE '%pgtrigger: Cannot%'
"""
GRANTS = [
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
]


def grant(role: str) -> list[str]:
    """Gives the role its rights and returns the tables it can only add to."""
    history = {m._meta.db_table for m in apps.get_models() if hasattr(m, "pgh_tracked_model")}
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in GRANTS:
            cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))
        cursor.execute(APPEND_ONLY_TABLES)
        kept = sorted(history | {row[0] for row in cursor.fetchall()})
        for table in kept:
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(
                    table=sql.Identifier(table), role=sql.Identifier(role)
                )
            )
    return kept


if __name__ == "__main__":
    django.setup()
    if name := os.environ.get("APP_ROLE"):
        print(f"{name} can only add to {len(grant(name))} tables")
    else:
        print("APP_ROLE is not set: the application uses the owner of the tables")
