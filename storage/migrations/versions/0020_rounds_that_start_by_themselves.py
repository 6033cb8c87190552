"""Rounds of peer reviews can start by themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("networks", sa.Column("review_rhythm", sa.String(255), server_default="", nullable=False))
    op.add_column("review_rounds", sa.Column("by_itself", sa.Boolean(), server_default=sa.false(), nullable=False))
