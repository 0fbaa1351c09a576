"""What a process loads is what its role needs: a worker knows every table of its service, and no web."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.chassis.web.doors import doors_of
from services.named import NAMES, named

ROOT = Path(__file__).parents[2]

# What only those who answer HTTP, print or read a spreadsheet need: together half of a worker's memory.
HEAVY = ("flask", "flask_openapi", "numpy", "openpyxl", "PIL", "reportlab")
ALONE = """
import sys
from services.named import named
service = named(sys.argv[1])
print(*sorted(service.tables.tables), "|", *(one for one in sys.argv[2:] if one in sys.modules))
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_worker_knows_every_table_and_loads_no_web(name: str) -> None:
    asked = [sys.executable, "-c", ALONE, name, *HEAVY]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tables, heavy = told.split("|")
    assert doors_of(named(name)).pages
    assert (tables.split(), heavy.split()) == (sorted(named(name).tables.tables), [])
