"""Two networks can review together"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("review_rounds", sa.Column("joint_key", sa.String(255), nullable=True))
    op.add_column("review_rounds", sa.Column("joint_network_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_review_rounds_joint_key"), "review_rounds", ["joint_key"])
