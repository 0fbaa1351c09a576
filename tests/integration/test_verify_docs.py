"""The procedure by which anybody checks the log, run as the documents have it, and against logs that were altered."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.chassis.run import Running
from services.commands.log import log
from tests.integration.portal_story import Story, hear

ROOT = Path(__file__).parents[2]
DOCUMENTS = {"fr": ROOT / "docs/fr/verifier.md", "en": ROOT / "docs/en/verify.md"}


def blocks(language: str) -> list[tuple[str, str]]:
    return re.findall(r"^```(sh|python)\n(.*?)^```", DOCUMENTS[language].read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def signed(portal: Running, tmp_path: Path) -> Path:
    """A folder with the public key, where the command of the documents finds a log of a story, with a signed head."""
    hear(portal, Story().whole())
    where = {"RESERVE_VAR": str(portal.settings.var), "RESERVE_DATABASE": portal.settings.database}
    assert CliRunner().invoke(log, ["sign"], env=where).exit_code == 0
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "log.pub.pem").write_bytes((portal.settings.var / "keys/log.pub.pem").read_bytes())
    exports = "".join(f"export {name}='{value}'\n" for name, value in where.items())
    shim = folder / "reserve"
    shim.write_text(f"#!/bin/sh\n{exports}PYTHONPATH='{ROOT}' exec '{sys.executable}' -m services \"$@\"\n")
    shim.chmod(0o755)
    return folder


def shell(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    path = f"{folder}:{os.environ['PATH']}"
    told = {"input": script, "cwd": folder, "env": os.environ | {"PATH": path}, "text": True}
    return subprocess.run(["sh", "-e"], **told, capture_output=True, check=False)


def test_both_languages_have_the_same_procedure_and_it_proves_the_log_and_nothing_else(signed: Path):
    assert blocks("fr") == blocks("en")
    for kind, block in blocks("fr"):
        if kind == "python":
            (signed / "check.py").write_text(block)
            continue
        done = shell(signed, block)
        assert done.returncode == 0, (block, done.stdout, done.stderr)
        if "openssl" in block:
            assert "Signature Verified Successfully" in done.stdout
        if "check.py" in block:
            assert "every entry holds, and leads to the signed head" in done.stdout
    by_hand, told = done.stdout.split("\n")[:2]
    assert by_hand.split()[0] == told
    exported = (signed / "log.jsonl").read_text()
    assert "u-00000001" not in exported, "hashes alone tell nothing of anybody"
    assert (signed / "device.jsonl").read_text().count('"body":') == 16

    for was, becomes in (("762217", "762218"), ('"position": 9', '"position": 10'), ("DMP762000000", "DMP762000001")):
        (signed / "altered.jsonl").write_text((signed / "device.jsonl").read_text().replace(was, becomes, 1))
        assert "does not hold" in shell(signed, "python3 check.py altered.jsonl").stderr
    lines = (signed / "device.jsonl").read_text().splitlines(keepends=True)
    (signed / "short.jsonl").write_text("".join(lines[:-1]))
    assert "BUT NOT" in shell(signed, "python3 check.py short.jsonl").stdout
    shell(signed, "printf x >> statement")
    checked = "openssl pkeyutl -verify -pubin -inkey log.pub.pem -rawin -in statement -sigfile signature"
    assert shell(signed, checked).returncode == 1
