"""Old and new processes run side by side on one schema: a migration widens it, or says that the old ones are gone."""

import pytest

from tests.system import releases
from tests.unit.narrowing import narrowing

HISTORIES = {name: releases.ROOT / "services" / place for name, place in releases.HISTORIES.items()}
# The last migration that each history had in the first release.
RELEASED = releases.released()[0].heads
# By file, why no process of the release before can be at work when it is applied.
CONTRACTS: dict[str, str] = {}

SINCE = {
    f"{name}/{file.name}": file
    for name, folder in HISTORIES.items()
    for file in sorted(folder.glob("0*.py"))
    if file.name[:4] > RELEASED[name]
}

WIDE = """
def upgrade():
    op.create_table("fresh", sa.Column("id", sa.Integer(), nullable=False))
    with op.batch_alter_table("fresh") as batch_op:
        batch_op.create_index("fresh_id", ["id"], unique=True)
    with op.batch_alter_table("device") as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("first", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column("note", nullable=True, existing_type=sa.Text())
        batch_op.drop_index("device_old")
    op.create_index("device_since", "device", ["since"])
    op.execute(DEVICE.update().values(since=None))
    op.execute("UPDATE device SET since = NULL")
"""
NARROW = {
    'op.drop_table("a")': "a: drop_table",
    'op.drop_column("a", "b")': "a: drop_column",
    'op.rename_table("a", "b")': "a: rename_table",
    'op.add_column("a", sa.Column("b", sa.Text(), nullable=False))': "a: add_column not null without a default",
    'op.alter_column("a", "b", nullable=False)': "a: alter_column",
    'op.alter_column("a", "b", type_=sa.Text())': "a: alter_column",
    'op.alter_column("a", "b", new_column_name="c")': "a: alter_column",
    'op.create_index("i", "a", ["b"], unique=True)': "a: unique index",
    'op.create_check_constraint("i", "a", "b > 0")': "i: create_check_constraint",
    'op.execute("ALTER TABLE a RENAME TO b")': "ALTER TABLE a RENAME TO b",
    'op.execute(sa.text("drop table a"))': "drop table a",
}


def test_what_only_widens_is_found_so() -> None:
    assert narrowing(WIDE) == []


@pytest.mark.parametrize("step", NARROW)
def test_what_old_code_would_trip_over_is_found(step: str) -> None:
    assert narrowing(f"def upgrade():\n    {step}\n") == [NARROW[step]]


def test_within_a_batch_it_is_found_too() -> None:
    text = 'def upgrade():\n    with op.batch_alter_table("a") as batch_op:\n        batch_op.drop_column("b")\n'
    assert narrowing(text) == ["a: drop_column"]


def test_every_migration_since_the_release_widens_or_says_why_it_need_not() -> None:
    found = {name: steps for name, file in SINCE.items() if (steps := narrowing(file.read_text(encoding="utf-8")))}
    assert {name: steps for name, steps in found.items() if name not in CONTRACTS} == {}
    assert set(CONTRACTS) <= set(found)


def test_the_release_is_one_that_there_was() -> None:
    for name, folder in HISTORIES.items():
        assert list(folder.glob(f"{RELEASED[name]}_*.py")), name
