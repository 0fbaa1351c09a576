"""What Prometheus and Grafana are given: rules that wake when they should, and runbooks that say what to do."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.dashboard import FILES, text
from deploy.panels import ROWS

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
PAGES = [ROOT / "docs" / "fr" / "surveiller.md", ROOT / "docs" / "en" / "watching.md"]
# Questions of the pages that a panel answers.
ASKED_OF_US = 10
OF_HISTOGRAMS = re.compile(r"_(bucket|count|sum)$")


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return [one for group in groups for one in group["rules"]]


def expressions() -> list[str]:
    shown = [one.query for panels in ROWS.values() for panel in panels.values() for one in panel.shown]
    return [*shown, *(one["expr"] for one in alerts())]


def unknown(given: Any, kept: Any, at: str = "") -> Iterator[str]:
    """Where something that was given is not there any more, or is another."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            yield from unknown(value, kept[key], f"{at}/{key}") if key in kept else (f"{at}/{key}",)
    elif isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        for number, (one, other) in enumerate(zip(given, kept, strict=True)):
            yield from unknown(one, other, f"{at}/{number}")
    elif given != kept:
        yield at


def named(text: str) -> set[str]:
    """The metrics that an expression names."""
    return {OF_HISTOGRAMS.sub("", name) for name in re.findall(r"\breserve_[a-z_]+", text)}


def told(page: Path) -> set[str]:
    """The metrics of a page's table."""
    return set(re.findall(r"^\| `(reserve_[a-z_]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules", "alerts.yaml"),
        ("test", "rules", "alerts_test.yaml"),
        ("check", "config", "--syntax-only", "prometheus.yaml"),
    ],
    ids=" ".join,
)
def test_promtool_finds_nothing_wrong(arguments: tuple[str, ...]) -> None:
    if which("promtool") is None:
        pytest.skip("promtool is not installed (Debian's package prometheus)")
    done = subprocess.run(["promtool", *arguments], cwd=PROMETHEUS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_metric_of_a_rule_or_a_panel_is_told_of_in_both_languages() -> None:
    french, english = map(told, PAGES)
    assert french == english
    assert set().union(*map(named, expressions())) - french == set()


def test_every_metric_that_is_told_of_is_on_the_dashboard() -> None:
    shown = set().union(*map(named, expressions()))
    assert told(PAGES[0]) - shown == set()


@pytest.mark.parametrize("language", FILES)
def test_grafana_imports_what_is_declared_and_knows_every_word_of_it(language: str) -> None:
    """By Grafana's own models (they drop what they do not know, and look at no type); no Grafana is here to open it."""
    written = FILES[language].read_text(encoding="utf-8")
    assert written == text(language), "python -m deploy.dashboard"
    plugins.register_default_plugins()
    given = json.loads(written)
    kept = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(given)))
    assert list(unknown(given, kept)) == []
    assert [one["title"] for one in given["panels"] if not one["title"]] == []
    misspelt = {**given, "panels": [{**given["panels"][1], "descripton": "?"}]}
    kept = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(misspelt)))
    assert list(unknown(misspelt, kept)) == ["/panels/0/descripton"]


def test_both_pages_name_every_panel_and_what_it_answers() -> None:
    for page, language in zip(PAGES, FILES, strict=True):
        titles = [one["title"] for one in json.loads(text(language))["panels"]]
        said = re.findall(r"^\| \*\*(.+?)\*\* \|", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(said) <= set(titles)
        assert len(said) == ASKED_OF_US


def test_every_alert_says_what_to_do_in_both_languages() -> None:
    headings = [re.findall(r"^### (\w+)$", page.read_text(encoding="utf-8"), re.MULTILINE) for page in PAGES]
    names = [one["alert"] for one in alerts()]
    assert headings == [names, names]
    for one in alerts():
        assert one["labels"]["severity"] in {"critical", "warning"}
        for page, key in zip(PAGES, ("runbook", "runbook_en"), strict=True):
            assert one["annotations"][key] == f"{page.relative_to(ROOT).as_posix()}#{one['alert'].lower()}"
        assert {"summary", "summary_en"} <= one["annotations"].keys()


def test_every_alert_is_tried() -> None:
    tried = (PROMETHEUS / "alerts_test.yaml").read_text(encoding="utf-8")
    assert [one["alert"] for one in alerts() if f'alertname="{one["alert"]}"' not in tried] == []
