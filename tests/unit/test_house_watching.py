"""What Prometheus and Grafana are given: rules that wake when they should, and runbooks that say what to do."""

import json
import re
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARD = ROOT / "deploy" / "grafana" / "reserve.json"
PAGES = [ROOT / "docs" / "fr" / "surveiller.md", ROOT / "docs" / "en" / "watching.md"]
OF_HISTOGRAMS = re.compile(r"_(bucket|count|sum)$")


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return [one for group in groups for one in group["rules"]]


def expressions() -> list[str]:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    shown = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return [*shown, *(one["expr"] for one in alerts())]


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
