"""What somebody wrote, where a SEIL passed it on in other words and a legal hold keeps the first"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stories", sa.Column("first_words", sa.Text(), server_default="", nullable=False))
