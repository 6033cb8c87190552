"""A network says how it reviews, its schools what they work on; a school can rest for a time"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("networks", "review_rounds"):
        op.add_column(table, sa.Column("review_size", sa.Integer(), server_default="2", nullable=False))
        op.add_column(table, sa.Column("review_visits", sa.Integer(), server_default="3", nullable=False))
    op.add_column("networks", sa.Column("review_types", sa.String(255), server_default="", nullable=False))
    op.add_column("school_memberships", sa.Column("rests_until", sa.Date(), nullable=True))
    for column in ("fiso_focus", "strength", "finds_hard"):
        op.add_column("schools", sa.Column(column, sa.String(255), server_default="", nullable=False))
