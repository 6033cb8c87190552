"""Proposals that are still being drawn"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_rounds") as batch_op:
        batch_op.add_column(sa.Column("draws_again_id", sa.Integer(), nullable=True))
