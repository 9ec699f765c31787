"""Let an exercise be dosed in repetitions, cycles, metres, load and tempo.

Revision: 0006
Follows: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ("mode", "reps", "sec_per_rep", "contract_s", "relax_s", "metres", "load", "tempo", "why")
TABLES = ("routine_item", "prescription_item")
MODES = "mode IN ('time', 'reps', 'contract_relax', 'distance')"
NUMBERS = (
    "(mode <> 'reps' OR (reps IS NOT NULL AND reps > 0 AND sec_per_rep IS NOT NULL AND sec_per_rep > 0)) AND "
    "(mode <> 'contract_relax' OR (contract_s IS NOT NULL AND contract_s > 0 AND relax_s IS NOT NULL"
    " AND relax_s > 0)) AND (mode <> 'distance' OR (metres IS NOT NULL AND metres > 0))"
)


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("mode", sa.String(length=16), nullable=False, server_default="time"))
            for name in ("reps", "sec_per_rep", "contract_s", "relax_s", "metres"):
                batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            for name, length in (("load", 40), ("tempo", 12), ("why", 200)):
                batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
            batch_op.create_check_constraint(op.f(f"ck_{table}_mode"), MODES)
            batch_op.create_check_constraint(op.f(f"ck_{table}_dose"), NUMBERS)
    _say_presses()


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            for name in ("mode", "dose"):
                batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            for name in COLUMNS:
                batch_op.drop_column(name)


def _say_presses() -> None:
    """Press and relax stood in the exercise alone until now; the minutes stay what they were."""
    given = sa.table(
        "prescription_item",
        *(sa.column(name) for name in ("mode", "seconds", "contract_s", "relax_s")),
        sa.column("content", sa.JSON()),
    )
    press, relax = (given.c.content[("dose", name)].as_integer() for name in ("contract_s", "relax_s"))
    is_press = given.c.content[("dose", "mode")].as_string() == "contract_relax"
    op.execute(
        given.update()
        .where(is_press, press + relax <= given.c.seconds)
        .values(mode="contract_relax", contract_s=press, relax_s=relax)
    )
    line = sa.table(
        "routine_item", *(sa.column(name) for name in ("mode", "seconds", "contract_s", "relax_s", "exercise_id"))
    )
    exercise = sa.table("exercise", sa.column("id"), sa.column("content", sa.JSON()))
    press, relax = (exercise.c.content[("dose", name)].as_integer() for name in ("contract_s", "relax_s"))
    is_press = exercise.c.content[("dose", "mode")].as_string() == "contract_relax"
    mine = exercise.c.id == line.c.exercise_id
    op.execute(
        line.update()
        .where(sa.exists().where(mine, is_press, press + relax <= line.c.seconds))
        .values(
            mode="contract_relax",
            contract_s=sa.select(press).where(mine).scalar_subquery(),
            relax_s=sa.select(relax).where(mine).scalar_subquery(),
        )
    )
