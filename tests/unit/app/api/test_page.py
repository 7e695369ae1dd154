"""docs/api.md has the table of operations."""

from pathlib import Path

from smockproxy.app.api.page import SUBJECTS, with_tables
from smockproxy.app.api.table import OPERATIONS

PAGE = Path(__file__).resolve().parents[4] / "docs" / "api.md"


def test_the_page_has_the_tables_as_they_are_now():
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page), "docs/api.md is old: run `make docs`"


def test_every_operation_has_its_line():
    page = PAGE.read_text(encoding="utf-8")
    assert sum(map(len, SUBJECTS.values())) == len(OPERATIONS)
    for row in OPERATIONS:
        assert page.count(f"| `{row.method} /api/v1{row.path}` |") == 1
        for parameter in row.parameters:
            assert f"| `{parameter.name}` | " in page


def test_what_a_parameter_takes():
    page = PAGE.read_text(encoding="utf-8")
    assert "| `limit` | 1 to 1,000; without it `100` | How many entries a page has at most. |" in page
    assert "| `format` | `har`, `mitm`, `jsonl`, `smocker`; must be there | The format. |" in page
