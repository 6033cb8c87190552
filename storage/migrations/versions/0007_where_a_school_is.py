"""The department's number of a school, and where it is"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("school_number", "town", "postcode"):
        op.add_column("schools", sa.Column(name, sa.String(length=255), nullable=True))
    for name in ("latitude", "longitude"):
        op.add_column("schools", sa.Column(name, sa.Double(), nullable=True))
