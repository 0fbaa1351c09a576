"""the register of confidentiality incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXTS = ("personal_information", "information_unknown_why", "sensitivity", "consequences", "likelihood")
TEXTS += ("cai_not_notified_why", "persons_not_notified_why", "public_notice", "measures")
DAYS = ("occurred_from", "occurred_to", "cai_notified_on", "persons_notified_on")


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("board", sa.String(6), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("stage", sa.String(24), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("incident_of_board", "incident", ["board", "id"])
    op.create_index("incident_of_board_by_stage", "incident", ["board", "stage", "id"])
    op.create_index("incident_by_stage", "incident", ["stage", "id"])
    op.create_table(
        "incident_version",
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("stage", sa.String(24), nullable=False),
        sa.Column("circumstances", sa.String(500), nullable=False),
        sa.Column("aware_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(500)) for name in TEXTS),
        *(sa.Column(name, sa.Date()) for name in DAYS),
        *(sa.Column(name, sa.Integer()) for name in ("persons", "persons_in_quebec")),
        sa.Column("persons_estimated", sa.Boolean(), nullable=False),
        sa.Column("serious", sa.Boolean()),
    )
    op.create_table(
        "incident_device",
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("device_id", sa.Uuid(), sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(80), nullable=False),
    )
    op.create_index(op.f("ix_incident_device_device_id"), "incident_device", ["device_id"])
