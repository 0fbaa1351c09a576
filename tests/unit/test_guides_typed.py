"""Every block of commands in the operating guides is typed by a test, or stands here with the reason why not."""

import re

import pytest

from tests.system.machine.documents import FRENCH, GUIDES, TESTS, Key, blocks, commands, typed

MACHINE = "tests/system/machine/"
# Who types what takes an engine or a cluster, neither of which a test can bring.
ENGINE = "it takes docker; `make image-test` does the same, by the engine that is there"
CLUSTER = "it takes a cluster; `make image-test` does the same in podman's pods, as far as these go"
ALONE: dict[Key, str] = {
    ("Containers", 0): ENGINE,
    ("Containers", 1): ENGINE,
    ("Containers", 2): ENGINE,
    ("Kubernetes", 0): "it takes a cluster; the line that makes keys is typed by tests/system/test_install.py",
    ("Kubernetes", 1): CLUSTER,
    ("Another key, in time or at once", 2): "it takes a cluster; the commands in it are typed on machines",
}


def test_every_block_is_typed_by_a_test_or_stands_here_with_its_reason() -> None:
    by = typed()
    assert [key for key in blocks() if not by.get(key)] == list(ALONE)


def test_what_the_tests_type_stands_in_the_guides() -> None:
    """Where a heading is renamed or a block goes, whoever typed it is found here, before hours of trying."""
    known, titles = blocks(), {title for title, _ in blocks()}
    followed = {key for key, files in typed().items() if any(MACHINE in one for one in files)}
    assert followed <= set(known)
    assert {title for title, _ in typed()} <= titles


def test_both_languages_have_the_same_commands_but_for_names() -> None:
    english, french = ([one.commands for one in blocks(guides).values()] for guides in (GUIDES, FRENCH))
    assert [len(one) for one in english] == [len(one) for one in french]
    for ours, theirs in zip(english, french, strict=True):
        assert [programs(line) for line in ours] == [programs(line) for line in theirs]


def programs(line: str) -> list[str]:
    """What is typed but for what a reader puts in the place of: the words up to the first name, and the options."""
    return re.findall(r"(?:^| |\| )(-{1,2}[a-z][\w-]*|(?:reserve|scanner|systemctl|kubectl|docker|make) [a-z-]+)", line)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reserve audit   # says all", ["reserve audit"]),
        ("A=1 \\\nB=2 reserve audit\n\n", ["A=1 B=2 reserve audit"]),
        ("echo '#1'\n# a remark\n", ["echo '#1'"]),
    ],
)
def test_a_command_is_taken_whole_and_without_what_is_told_beside_it(text: str, told: list[str]) -> None:
    assert list(commands(text)) == told


def test_the_machine_types_what_no_test_of_the_gate_does() -> None:
    """What the gate types already costs the machine no minutes, but for the first steps, which it is made for."""
    by = typed()
    twice = {
        key
        for key, files in by.items()
        if any(MACHINE in one for one in files) and not all(MACHINE in one for one in files)
    }
    assert twice <= {("Installing", 0), ("Installing", 1), ("Installing", 2)}
    assert (TESTS / "system/machine/story.py").is_file()
