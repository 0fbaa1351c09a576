"""The rules of the house that no linter knows: who may touch what, how long a file is, how it opens."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 250
# In two parts each, so that this file does not break its own rule.
REGISTRIES = [
    f"{name}.{domain}"
    for name, domain in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("yarnpkg", "com"),
        ("deb.debian", "org"),
        ("security.debian", "org"),
        ("snapshot.debian", "org"),
        ("archive.ubuntu", "com"),
        ("proxy.golang", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
    )
]


def kept_files() -> list[Path]:
    """What git keeps or would keep."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [path for name in sorted(set(listed.split("\0")) - {""}) if (path := ROOT / name).is_file()]


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def opens_with_a_sentence(path: Path) -> bool:
    module = parsed(path)
    first = (ast.get_docstring(module) or "").split("\n\n")[0]
    return not module.body or first.rstrip().endswith((".", "?", "!", ":"))


def imports(path: Path, package: str) -> bool:
    imported = {
        name
        for node in ast.walk(parsed(path))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    return any(name.split(".")[0] == package for name in imported)


def touches_the_environment(path: Path) -> bool:
    environment = {"environ", "environb", "getenv", "putenv", "unsetenv"}
    return any(
        (isinstance(node, ast.Attribute) and node.attr in environment and ast.unparse(node.value) == "os")
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and environment & {a.name for a in node.names})
        for node in ast.walk(parsed(path))
    )


def test_every_module_opens_with_a_sentence():
    assert (
        names([path for path in modules("services", "scanner", "tests", "deploy") if not opens_with_a_sentence(path)])
        == []
    )


def test_no_module_is_longer_than_one_can_read():
    long = [path for path in modules("services", "scanner") if len(path.read_text("utf-8").splitlines()) > LONGEST]
    assert names(long) == [], f"more than {LONGEST} lines: look for the noun to split by"


def test_no_file_names_the_host_of_a_registry():
    hosts = re.compile("|".join(re.escape(host) for host in REGISTRIES).encode())
    assert names([path for path in kept_files() if hosts.search(path.read_bytes())]) == []


@pytest.mark.parametrize(
    ("package", "homes"),
    [
        ("kombu", ["services/chassis/broker"]),
        ("pika", ["services/chassis/broker"]),
        ("cv2", ["scanner/reading", "scanner/sources/capture", "scanner/sources/window"]),
    ],
)
def test_a_package_is_imported_in_its_place_alone(package: str, homes: list[str]):
    places = tuple(f"{home}{end}" for home in homes for end in ("/", ".py"))
    strangers = [
        path
        for path in modules("services", "scanner")
        if imports(path, package) and not path.relative_to(ROOT).as_posix().startswith(places)
    ]
    assert names(strangers) == []


def test_services_read_the_environment_in_settings_alone():
    touching = [path for path in modules("services") if touches_the_environment(path)]
    assert set(names(touching)) <= {"services/chassis/settings.py"}


def test_the_scanner_reads_the_environment_in_one_place():
    touching = [path for path in modules("scanner") if touches_the_environment(path)]
    assert len(touching) <= 1, names(touching)


@pytest.mark.parametrize(
    ("code", "rule", "found"),
    [
        ('"""Says what is here."""\n', opens_with_a_sentence, True),
        ("x = 1\n", opens_with_a_sentence, False),
        ('"""no sentence"""\nx = 1\n', opens_with_a_sentence, False),
        ("", opens_with_a_sentence, True),
        ("def later():\n    from cv2.dnn import Net\n", lambda path: imports(path, "cv2"), True),
        ("import cv2 as c\n", lambda path: imports(path, "cv2"), True),
        ("import cv22\nfrom .cv2 import x\n", lambda path: imports(path, "cv2"), False),
        ("import os\nos.getenv('X')\n", touches_the_environment, True),
        ("from os import environ as e\n", touches_the_environment, True),
        ("import os\nos.path.join('a')\n", touches_the_environment, False),
    ],
)
def test_the_rules_see_what_they_look_for(tmp_path: Path, code: str, rule: Callable[[Path], bool], found: bool):
    module = tmp_path / "module.py"
    module.write_text(code, encoding="utf-8")
    assert rule(module) is found
