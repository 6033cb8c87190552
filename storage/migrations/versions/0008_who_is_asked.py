"""Who is asked stands fixed, sealed, from the opening of a question; a new role waits before it counts"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("pulses", "assessment_rounds"):
        op.add_column(table, sa.Column("people", sa.LargeBinary(), nullable=True))
    op.add_column("memberships", sa.Column("counts_from", sa.DateTime(timezone=True), nullable=True))
