"""A record is shared part by part, its findings are drafted together, and both schools close it"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("shared_parts", sa.JSON(), nullable=True),
        sa.Column("evidence_links", sa.JSON(), nullable=True),
        sa.Column("findings_draft", sa.Text(), server_default="", nullable=False),
        sa.Column("closing_host", sa.Text(), server_default="", nullable=False),
        sa.Column("closing_reviewer", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("review_visits", column)
