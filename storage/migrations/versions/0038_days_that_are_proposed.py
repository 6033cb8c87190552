"""Both schools of a visit can propose days for it"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("review_visits", sa.Column("proposed_days", sa.JSON(), nullable=True))
