"""Let a plan count sessions per week, have a short version, and a flare plan that waits.

Revision: 0007
Follows: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("prescription") as batch_op:
        batch_op.add_column(sa.Column("times_per_week", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("short_group", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("is_flare", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(op.f("ck_prescription_times_per_week"), "times_per_week BETWEEN 1 AND 7")
    op.create_table(
        "flare_plan",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("keeps", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days BETWEEN 2 AND 21", name=op.f("ck_flare_plan_days")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_flare_plan_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_flare_plan_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user.id"], name=op.f("fk_flare_plan_written_by_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_flare_plan")),
    )


def downgrade() -> None:
    op.drop_table("flare_plan")
    # Without the column every day that was laid out would be asked for: only the announced ones stay.
    op.execute(_unannounced())
    with op.batch_alter_table("prescription") as batch_op:
        batch_op.drop_constraint(op.f("ck_prescription_times_per_week"), type_="check")
        for name in ("is_flare", "short_group", "times_per_week"):
            batch_op.drop_column(name)


def _unannounced() -> sa.Delete:
    """Days of N-per-week plans from today on that are none of their weekdays and have no answer."""
    planned = sa.table("planned_session", *(sa.column(name) for name in ("id", "prescription_id", "planned_on")))
    plan = sa.table("prescription", *(sa.column(name) for name in ("id", "weekdays", "times_per_week")))
    log = sa.table("session_log", sa.column("planned_session_id"))
    if op.get_bind().dialect.name == "sqlite":
        weekday = (sa.cast(sa.func.strftime("%w", planned.c.planned_on), sa.Integer) + 6) % 7 + 1
    else:
        weekday = sa.cast(sa.func.extract("isodow", planned.c.planned_on), sa.Integer)
    is_announced = plan.c.weekdays.contains(sa.cast(weekday, sa.String))
    return planned.delete().where(
        sa.exists().where(plan.c.id == planned.c.prescription_id, plan.c.times_per_week.is_not(None), ~is_announced),
        ~sa.exists().where(log.c.planned_session_id == planned.c.id),
    )
