"""The record of accruals in the order of the days: rows small and appended, indexes as few."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

IN_DAY_ORDER = """
    CREATE TABLE servicing_accrual_in_day_order (
        loan_id bigint NOT NULL,
        business_on date NOT NULL,
        interest_fen integer NOT NULL,
        penalty_fen integer NOT NULL,
        days_past_due integer NOT NULL CHECK (days_past_due >= 0)
    );
    INSERT INTO servicing_accrual_in_day_order
    SELECT loan_id, business_on, interest * 100, penalty * 100, days_past_due
    FROM servicing_dailyaccrual ORDER BY business_on, loan_id;
    DROP TABLE servicing_dailyaccrual;
    ALTER TABLE servicing_accrual_in_day_order RENAME TO servicing_dailyaccrual;
    CREATE INDEX servicing_accrual_by_day ON servicing_dailyaccrual
        USING brin (business_on, loan_id) WITH (pages_per_range = 32, autosummarize = on);
"""
# Room beside rows that the day-end changes, so that their indexes stay as they are.
ROOM_FOR_CHANGE = """
    ALTER TABLE servicing_loan SET (fillfactor = 85);
    ALTER TABLE servicing_instalment SET (fillfactor = 95);
"""


class Migration(migrations.Migration):

    dependencies = [("servicing", "0005_followup")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(IN_DAY_ORDER)],
            state_operations=[
                migrations.DeleteModel("DailyAccrual"),
                migrations.CreateModel(
                    name="DailyAccrual",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "loan_id",
                                "business_on",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("business_on", models.DateField(verbose_name="business date")),
                        ("interest_fen", models.IntegerField(verbose_name="interest in fen")),
                        ("penalty_fen", models.IntegerField(verbose_name="penalty in fen")),
                        (
                            "days_past_due",
                            models.PositiveIntegerField(default=0, verbose_name="days past due"),
                        ),
                        (
                            "loan",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accruals",
                                to="servicing.loan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "daily accrual",
                        "verbose_name_plural": "daily accruals",
                        "ordering": ["loan", "business_on"],
                        "indexes": [
                            django.contrib.postgres.indexes.BrinIndex(
                                autosummarize=True,
                                fields=["business_on", "loan"],
                                name="servicing_accrual_by_day",
                                pages_per_range=32,
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(ROOM_FOR_CHANGE, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="instalment", name="servicing_instalment_due"),
        migrations.RemoveIndex(model_name="loan", name="servicing_loan_overdue"),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(fields=["due_on", "loan"], name="servicing_instalment_due"),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("state", "overdue")),
                fields=["bank", "oldest_due_on"],
                name="servicing_loan_overdue",
            ),
        ),
    ]
