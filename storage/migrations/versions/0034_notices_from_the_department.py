"""Notices from the department to networks"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("approver_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("goes_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_bulletins_author_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["people.id"], name=op.f("fk_bulletins_approver_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_bulletins_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
    )
    op.create_index(op.f("ix_bulletins_workspace_id"), "bulletins", ["workspace_id"])
    op.create_table(
        "bulletin_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("meaning_by_id", sa.String(), nullable=True),
        sa.Column("let_go", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_copies_bulletin_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["meaning_by_id"], ["people.id"], name=op.f("fk_bulletin_copies_meaning_by_id")),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_bulletin_copies_network_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_bulletin_copies_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_copies")),
        sa.UniqueConstraint("bulletin_id", "network_id", name=op.f("uq_bulletin_copies_bulletin_id_network_id")),
    )
    op.create_index(op.f("ix_bulletin_copies_workspace_id"), "bulletin_copies", ["workspace_id"])
    op.create_index(op.f("ix_bulletin_copies_network_id"), "bulletin_copies", ["network_id"])
    op.create_table(
        "bulletin_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["bulletin_copies.id"], name=op.f("fk_bulletin_readings_copy_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bulletin_readings_person_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_bulletin_readings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_readings")),
        sa.UniqueConstraint("copy_id", "person_id", name=op.f("uq_bulletin_readings_copy_id_person_id")),
    )
    op.create_index(op.f("ix_bulletin_readings_workspace_id"), "bulletin_readings", ["workspace_id"])
    op.create_table(
        "bulletin_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["bulletin_copies.id"], name=op.f("fk_bulletin_questions_copy_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_bulletin_questions_asked_by_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_bulletin_questions_answered_by_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_bulletin_questions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_questions")),
    )
    op.create_index(op.f("ix_bulletin_questions_workspace_id"), "bulletin_questions", ["workspace_id"])
    op.create_index(op.f("ix_bulletin_questions_copy_id"), "bulletin_questions", ["copy_id"])
