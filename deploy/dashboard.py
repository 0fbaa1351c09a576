"""Writes the dashboards that Grafana imports, one a language, from `panels.py`: `python -m deploy.dashboard`."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from deploy.panels import ROWS, Panel, Shown

ROOT = Path(__file__).resolve().parent / "grafana"
FILES = {"fr": ROOT / "reserve.json", "en": ROOT / "reserve.en.json"}
NAMES = {"fr": "Réserve", "en": "Reserve"}
SOURCE = {"type": "prometheus", "uid": "${source}"}
# Of 24 columns; and how high.
WIDTH, HEIGHT = 8, 8
# From which value on it is which colour; the first stands for all below.
COLOURS = {"up": [("red", None), ("green", 1)], "none": [("green", None), ("red", 1)]}
IN_COLOUR = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "background", "textMode": "value_and_name"}
IN_TIME = {
    "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
    "tooltip": {"mode": "multi", "sort": "desc"},
}


def dashboard(language: str) -> dict[str, Any]:
    """The whole of it in a language."""
    service = {"label": "Service", "type": "query", "datasource": SOURCE, "multi": True, "includeAll": True}
    asked = {"query": "label_values(reserve_database_up, service)", "current": {"text": "All", "value": "$__all"}}
    source = {"name": "source", "label": "Source", "type": "datasource", "query": "prometheus"}
    return {
        "title": NAMES[language],
        "uid": FILES[language].stem.replace(".", "-"),
        "schemaVersion": 39,
        "version": 2,
        "editable": True,
        "timezone": "browser",
        "refresh": "30s",
        "tags": ["reserve"],
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [source, {"name": "service", "refresh": 2, **service, **asked}]},
        "panels": [{"id": number, **one} for number, one in enumerate(_panels(language), 1)],
    }


def _panels(language: str) -> Iterator[dict[str, Any]]:
    said, top = _said(language), 0
    for name, panels in ROWS.items():
        place = {"h": 1, "w": 24, "x": 0, "y": top}
        yield {"type": "row", "title": said[name][0], "collapsed": False, "gridPos": place, "panels": []}
        top += 1
        for number, (one, panel) in enumerate(panels.items()):
            down, across = divmod(number, 24 // WIDTH)
            place = {"h": HEIGHT, "w": WIDTH, "x": across * WIDTH, "y": top + down * HEIGHT}
            title, told = said[one]
            yield {"title": title, "description": told, "gridPos": place, **_panel(panel, language)}
        top += -(-len(panels) * WIDTH // 24) * HEIGHT


def _said(language: str) -> dict[str, tuple[str, str]]:
    """By the name of a row or a panel, its title and what is told of it."""
    with (ROOT / "panels.csv").open(encoding="utf-8", newline="") as words:
        return {row["name"]: (row[f"title_{language}"], row[f"told_{language}"]) for row in csv.DictReader(words)}


def _panel(panel: Panel, language: str) -> dict[str, Any]:
    shown = list(zip(ascii_uppercase, panel.shown, strict=False))
    return {
        "type": "stat" if panel.good else "timeseries",
        "datasource": SOURCE,
        "fieldConfig": {"defaults": _field(panel), "overrides": [_other(*one) for one in shown if one[1].unit]},
        "options": IN_COLOUR if panel.good else IN_TIME,
        "targets": [{"refId": name, "expr": one.query, "legendFormat": _legend(one, language)} for name, one in shown],
    }


def _field(panel: Panel) -> dict[str, Any]:
    # Days until a key is due fall below nought.
    field: dict[str, Any] = {"unit": panel.unit} | ({} if panel.unit == "d" else {"min": 0})
    if panel.good:
        steps = [{"color": colour, "value": value} for colour, value in COLOURS[panel.good]]
        field |= {"color": {"mode": "thresholds"}, "thresholds": {"mode": "absolute", "steps": steps}}
    return field


def _other(name: str, shown: Shown) -> dict[str, Any]:
    """A query of another unit than its panel's: it has an axis of its own."""
    properties = [{"id": "unit", "value": shown.unit}, {"id": "custom.axisPlacement", "value": "right"}]
    return {"matcher": {"id": "byFrameRefID", "options": name}, "properties": properties}


def _legend(shown: Shown, language: str) -> str:
    return shown.legend if isinstance(shown.legend, str) else shown.legend[language == "en"]


def text(language: str) -> str:
    """A line a panel: so a change of one is one line's."""
    *head, panels = dashboard(language).items()
    lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}," for name, value in head]
    each = [json.dumps(one, ensure_ascii=False) for one in panels[1]]
    return "\n".join(["{", *lines, '"panels": [', ",\n".join(each), "]", "}"]) + "\n"


if __name__ == "__main__":
    for name, path in FILES.items():
        path.write_text(text(name), encoding="utf-8")
