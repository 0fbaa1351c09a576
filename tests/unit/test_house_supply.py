"""What the product is made of and what must not be in it: pinned, hashed packages, a bill of materials, no secret."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from detect_secrets.plugins import (
    aws,
    azure_storage_key,
    basic_auth,
    github_token,
    gitlab_token,
    jwt,
    npm,
    openai,
    private_key,
    pypi_token,
    slack,
    stripe,
)

from deploy.audit import accepted, faults, of_npm
from services.chassis.act import now

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,._-]+\])?==(\S+)( ; [^\\]+)? \\$")
FOLDERS = ("services", "scanner", "tests", "deploy", "docs", "requirements", ".ci")
# Compiled, drawn, packed: nobody types a secret into these. A catalogue holds what the code holds.
NOT_TEXT = {".mo", ".png", ".pyc", ".wasm", ".whl", ".ico"}
DETECTORS = [
    aws.AWSKeyDetector(), azure_storage_key.AzureStorageKeyDetector(), basic_auth.BasicAuthDetector(),
    github_token.GitHubTokenDetector(), gitlab_token.GitLabTokenDetector(), jwt.JwtTokenDetector(), npm.NpmDetector(),
    openai.OpenAIDetector(), private_key.PrivateKeyDetector(), pypi_token.PypiTokenDetector(), slack.SlackDetector(),
    stripe.StripeDetector(),
]  # fmt: skip
# In addresses that show how one is written, or that a test makes up.
EXAMPLES = {
    "user:password",
    "compte:motdepasse",
    "reserve:…",
    "reserve_{service}:…",
    "u:p",
    "reserve:CHANGE-ME",
    "reserve_{service}:CHANGE-ME",
}
MADE_UP = {"guest:guest", "guest:secret", "user:secret", "me:secret", "user:p%40ss"}
# Where a test puts the password of its own servers.
MADE_UP |= {"reserve:{password}", "reserve_{{service}}:{password}"}


def pins(lock: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Each package of a lock: its name, its version, the lines below it."""
    name = version = ""
    hashes: list[str] = []
    for line in [*lock.read_text().splitlines(), "end"]:
        if line.startswith((" ", "#")) or not line:
            hashes += re.findall(r"--hash=sha256:([0-9a-f]{64})", line)
            continue
        if name:
            yield name, version, hashes
        found, hashes = PIN.match(line), []
        assert found or line == "end", f"{lock.name}: {line} is no pinned package"
        name, version = (found[1], found[2]) if found else ("", "")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda one: one.name)
def test_every_package_is_pinned_and_hashed_and_comes_from_the_index(lock: Path) -> None:
    found = list(pins(lock))
    assert found
    assert [name for name, _, hashes in found if not hashes] == []
    assert "://" not in "".join(line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#"))


def test_every_package_of_the_pages_is_locked_with_its_content() -> None:
    locked = json.loads((ROOT / "requirements/web/package-lock.json").read_text())["packages"]
    packages = {name: one for name, one in locked.items() if name}
    assert packages
    assert [name for name, one in packages.items() if not one.get("integrity", "").startswith("sha512-")] == []
    # Where it is from is the registry's matter, not an address's in this file.
    assert [name for name, one in packages.items() if "resolved" in one] == []


def test_the_bill_of_materials_names_every_package_and_is_valid(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "deploy/sbom.py", str(tmp_path)], cwd=ROOT, check=True)
    body = (tmp_path / "reserve.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(body) is None
    made = {(one["name"], one["version"]): one for one in json.loads(body)["components"]}
    run = {
        (name, version) for lock in ("run", "opencv") for name, version, _ in pins(ROOT / f"requirements/{lock}.txt")
    }
    assert run <= set(made)
    assert ("zxing-wasm", "3.1.6") in made
    assert ("axe-core", "4.14.1") not in made, "what tests alone need is not in the product"
    assert all(one["purl"] and (one.get("hashes") or one["externalReferences"][0]["hashes"]) for one in made.values())


def secrets(text: str) -> list[tuple[str, str]]:
    """What looks like a secret, with its kind."""
    return [
        (one.secret_type, found.group().strip(":/@"))
        for one in DETECTORS
        for pattern in one.denylist
        for found in pattern.finditer(text)
    ]


def test_no_file_holds_a_secret() -> None:
    files = [one for folder in FOLDERS for one in (ROOT / folder).rglob("*")] + list(ROOT.glob("*.*"))
    told = []
    for file in files:
        if file.is_file() and file.suffix not in NOT_TEXT and "vendor" not in file.parts:
            allowed = EXAMPLES | (MADE_UP if "tests" in file.parts else set())
            found = secrets(file.read_text(encoding="utf-8", errors="replace"))
            told += [(str(file.relative_to(ROOT)), kind) for kind, secret in found if secret not in allowed]
    assert told == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN EC PRIVATE " + "KEY-----",
        "amqp://reserve:" + "Tr0ub4dor@broker.example/",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "glpat-" + "x" * 20,
    ],
    ids=["private key", "password in an address", "cloud key", "token"],
)
def test_a_secret_would_be_found(text: str) -> None:
    assert secrets(f'setting = "{text}"')


def test_a_lock_without_a_hash_would_be_found(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    shutil.copy(ROOT / "requirements/run.txt", lock)
    lock.write_text("git+https://example.org/it.git\n" + lock.read_text())
    with pytest.raises(AssertionError, match="no pinned package"):
        list(pins(lock))


def test_no_finding_is_accepted_beyond_its_day() -> None:
    assert faults(accepted(), now().date()) == []


def test_a_finding_is_accepted_for_a_time_with_a_reason_and_told_once_that_is_over(tmp_path: Path) -> None:
    file, day = tmp_path / "findings.csv", date(2026, 11, 30)
    head = "finding,component,reason,decided,until,by\n"
    file.write_text(f"{head}PYSEC-1,a,not reached,2026-11-01,2026-11-30,m.\nGHSA-2,b,,2026-08-01,2026-11-29,m.\n")
    good, bad = accepted(file)
    assert faults([good], day) == []
    assert len(faults([good], day + timedelta(days=1))) == 1
    assert len(faults([bad], day)) == 3


def test_what_npm_names_is_told_but_for_what_is_accepted_and_no_answer_is_no_good_one() -> None:
    via = {"name": "x", "severity": "high", "title": "t", "url": "https://advisories.example/GHSA-2"}
    answer = {"vulnerabilities": {"x": {"via": [via]}, "y": {"via": ["x"]}}}
    assert of_npm(answer, []) == ["GHSA-2 x: high, t"]
    assert of_npm(answer, ["GHSA-2"]) == []
    with pytest.raises(ValueError, match="405"):
        of_npm({"message": "405 Method Not Allowed"}, [])
