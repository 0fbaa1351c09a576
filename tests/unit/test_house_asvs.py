"""The answers to ASVS 5.0: one for each requirement of levels 1 and 2, each proof there, the pages made of the data."""

import ast
from functools import cache
from pathlib import Path

import pytest

from deploy.asvs import PAGES, ROOT, STATES, page, rows

# The level of each requirement of a section of ASVS 5.0.0, in order.
LEVELS = {
    "1": ["22", "1111122223", "112222222223", "222", "123"],
    "2": ["122", "112", "12223", "23"],
    "3": ["3", "113", "12223", "11222233", "11122333", "3", "22333"],
    "4": ["12233", "23333", "22", "1222"],
    "5": ["2", "112333", "113", "222"],
    "6": ["122", "111111112222", "11223333", "112233", "22222333", "2223", "33", "2222"],
    "7": ["222", "1111", "22", "11222", "223", "22"],
    "8": ["1233", "1123", "133", "23"],
    "9": ["111", "1222"],
    "10": ["22", "223", "22223", "1111122222233333", "22222", "22", "222"],
    "11": ["2233", "22233", "11233", "1222", "23", "23", "33"],
    "12": ["12233", "11", "22223"],
    "13": ["2333", "222223", "2233", "1222233"],
    "14": ["22", "12223333", "122"],
    "15": ["12233", "12233", "1222222", "3333"],
    "16": ["2", "22222", "2222", "222", "2223"],
    "17": ["23", "22223333", "22"],
}
ANSWERS, RULES = rows("asvs"), rows("separation")


def of_level(most: int) -> list[str]:
    return [
        f"{chapter}.{section}.{number}"
        for chapter, sections in LEVELS.items()
        for section, levels in enumerate(sections, 1)
        for number, level in enumerate(levels, 1)
        if int(level) <= most
    ]


@cache
def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def lacking(proof: str) -> bool:
    """Whether a proof is not there: a file, or a test in one."""
    path, _, test = proof.partition("::")
    return not (ROOT / path).is_file() or bool(test and test not in named_in(ROOT / path))


def test_every_requirement_of_levels_1_and_2_has_its_answer_and_no_other() -> None:
    assert [len(of_level(level)) for level in (1, 2, 3)] == [70, 253, 345]
    assert [one["id"] for one in ANSWERS] == of_level(2)


def test_no_answer_is_empty_and_each_state_is_known() -> None:
    told = ("about_fr", "about_en", "answer_fr", "answer_en")
    assert [one["id"] for one in ANSWERS if not all(one[name].strip() for name in told)] == []
    assert {one["state"] for one in ANSWERS} <= set(STATES)
    assert all(one["rule_fr"] and one["rule_en"] and one["proof"] for one in RULES)


def test_what_is_met_in_whole_or_in_part_has_a_proof_and_every_proof_is_there() -> None:
    assert [one["id"] for one in ANSWERS if one["state"] in ("met", "partly") and not one["proof"]] == []
    assert [proof for one in (*ANSWERS, *RULES) for proof in one["proof"].split() if lacking(proof)] == []


def test_a_proof_that_is_not_there_is_told() -> None:
    assert lacking("tests/unit/test_house_asvs.py::test_of_nothing")
    assert lacking("services/nothing.py")
    assert not lacking("tests/unit/test_house_asvs.py::test_a_proof_that_is_not_there_is_told")


@pytest.mark.parametrize("language", sorted(PAGES))
def test_the_page_is_made_of_the_data(language: str) -> None:
    assert PAGES[language].read_text(encoding="utf-8") == page(language), "run `.venv/bin/python -m deploy.asvs`"
