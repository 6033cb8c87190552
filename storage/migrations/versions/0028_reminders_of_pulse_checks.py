"""Reminders of pulse checks"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("networks", sa.Column("pulse_reminds", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("people", sa.Column("pulse_reminders", sa.Boolean(), server_default=sa.true(), nullable=False))
