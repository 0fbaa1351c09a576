"""The open data's files: a dataset as CSV or JSON, the dictionary; the same bytes for the same publication."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from services.contracts.sentence import Sentence
from services.portal.model.dataset import DATASETS, HIDDEN, LICENCE, Dataset
from services.portal.model.publication import Publication

OPEN_DATA = "/portal/api/v1/open-data"
Translate = Callable[[str], str]


class Kind(StrEnum):
    """How a file leaves; of a CSV the columns are parted by commas and a number has a point, in every language."""

    CSV = "csv"
    JSON = "json"


TYPES = {Kind.CSV: "text/csv; charset=utf-8", Kind.JSON: "application/json"}


def addresses(name: str) -> dict[Kind, str]:
    """Where a dataset, or the dictionary, is fetched, by format."""
    return {kind: f"{OPEN_DATA}/{name}.{kind}" for kind in Kind}


def dataset_file(told: Publication, dataset: Dataset, kind: Kind) -> bytes:
    """One dataset as published. CSV as RFC 4180 has it."""
    columns, rows = [one.name for one in dataset.columns], told.figures[dataset.name]
    if kind is Kind.CSV:
        return _csv([columns, *rows])
    about = {
        "dataset": dataset.name,
        "publication": told.number,
        "day": told.day.isoformat(),
        "log_position": told.position,
        "log_head": told.head,
        "licence": LICENCE,
        "columns": columns,
        "rows": rows,
    }
    return _json(about)


def dictionary_file(kind: Kind, languages: dict[str, Translate]) -> bytes:
    """What stands in each column of each dataset, in every language."""
    told = [(dataset, column) for dataset in DATASETS for column in dataset.columns]
    if kind is Kind.CSV:
        head = ["dataset", "column", "kind", "may_be_empty", *languages]
        return _csv([head, *([d.name, c.name, c.kind, _yes(d, c.name), *_said(c.says, languages)] for d, c in told)])
    return _json({"licence": LICENCE, "empty": _by_language(HIDDEN, languages), "datasets": _described(languages)})


def _described(languages: dict[str, Translate]) -> list[dict[str, Any]]:
    return [
        {
            "name": dataset.name,
            "title": _by_language(dataset.title, languages),
            "columns": [
                {"name": one.name, "kind": one.kind, "may_be_empty": one.name in dataset.may_be_empty}
                | {"says": _by_language(one.says, languages)}
                for one in dataset.columns
            ],
        }
        for dataset in DATASETS
    ]


def _by_language(sentence: Sentence, languages: dict[str, Translate]) -> dict[str, str]:
    return {language: sentence.render(translate) for language, translate in languages.items()}


def _said(sentence: Sentence, languages: dict[str, Translate]) -> list[str]:
    return list(_by_language(sentence, languages).values())


def _yes(dataset: Dataset, column: str) -> str:
    return "yes" if column in dataset.may_be_empty else "no"


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
