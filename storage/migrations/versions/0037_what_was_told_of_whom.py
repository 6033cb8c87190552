"""What was told of a question, and who was asked it"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

RELEASES, PEOPLE = "releases", "release_people"


def upgrade() -> None:
    op.create_table(
        RELEASES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=255), nullable=False),
        sa.Column("item_key", sa.String(length=255), nullable=False),
        sa.Column("levels", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=255), nullable=False),
        sa.Column("looks", sa.JSON(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        *_of_network(RELEASES),
        sa.UniqueConstraint("question", "item_key", name=op.f(f"uq_{RELEASES}_question_item_key")),
    )
    op.create_index(op.f(f"ix_{RELEASES}_workspace_id"), RELEASES, ["workspace_id"])
    op.create_index(op.f(f"ix_{RELEASES}_network_id"), RELEASES, ["network_id"])
    op.create_index(op.f(f"ix_{RELEASES}_item_key"), RELEASES, ["item_key"])
    op.create_table(
        PEOPLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("speaks", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *_of_network(PEOPLE),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{PEOPLE}_person_id")),
        sa.UniqueConstraint("question", "person_id", name=op.f(f"uq_{PEOPLE}_question_person_id")),
    )
    op.create_index(op.f(f"ix_{PEOPLE}_workspace_id"), PEOPLE, ["workspace_id"])
    op.create_index(op.f(f"ix_{PEOPLE}_network_id"), PEOPLE, ["network_id"])
    op.create_index(op.f(f"ix_{PEOPLE}_person_id"), PEOPLE, ["person_id"])
    op.add_column(
        "assessment_results", sa.Column("middle_only", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def _of_network(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f(f"fk_{table}_network_id"), ondelete="CASCADE"
        ),
    )
