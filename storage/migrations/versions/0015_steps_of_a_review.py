"""A review has steps: the host prepares, and the reviewing school follows up"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("self_review", sa.JSON(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("protocol", sa.String(255), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("follow_up_kind", sa.String(255), nullable=True),
        sa.Column("follow_up_note", sa.Text(), server_default="", nullable=False),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("review_visits", column)
    op.add_column("review_groups", sa.Column("quiet_until", sa.Date(), nullable=True))
