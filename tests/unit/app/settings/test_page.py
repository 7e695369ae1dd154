import tomllib
from pathlib import Path

from smockproxy.app.settings.page import settings_page
from smockproxy.app.settings.rows import ROWS
from smockproxy.app.settings.sources import resolve

PAGE = Path(__file__).parents[4] / "docs" / "settings.md"


def test_the_page_in_docs_is_what_the_table_says():
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "docs/settings.md is old: run `make docs`"


def test_every_setting_its_flags_and_its_variable_are_on_the_page():
    page = settings_page()
    for row in ROWS:
        assert f"| `{row.name}` |" in page
        assert f"| `{row.variable}` |" in page
        assert all(f"`{flag}" in page for flag in row.flags)
        assert not row.smocker or f"| `{row.smocker}` |" in page


def test_the_example_on_the_page_works(tmp_path):
    example = settings_page().split("```toml\n")[1].split("```")[0]
    (tmp_path / "smockproxy.toml").write_text(example)
    assert resolve({}, {}, tmp_path).settings.port == tomllib.loads(example)["port"] == 9000
