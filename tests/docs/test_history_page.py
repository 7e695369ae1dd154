"""docs/history.md: every term of filter expressions is in its table, and what it shows is true."""

from smockproxy.app.history.filterterms import KINDS
from smockproxy.app.history.where import where
from smockproxy.core.http import Request
from tests.acceptance.harness.paths import ROOT
from tests.unit.exchanges import exchange

PAGE = (ROOT / "docs" / "history.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## Filter expressions")[2].partition("##")[0]


def test_every_term_is_in_the_page() -> None:
    assert not {code for code in KINDS if f"`~{code}`" not in TABLE and f"`~{code} " not in TABLE}


def test_the_expression_with_quotes_finds_what_it_says() -> None:
    (expression,) = [quoted for quoted in TABLE.split("`") if quoted.startswith("~u '")]
    found = [
        path
        for path in ("/users/1.json", "/users/2.json", "/users/3.json", "/users/1xjson")
        if where(expression).holds(exchange(Request("GET", "http", "a.test", 80, path)))
    ]
    assert found == ["/users/1.json", "/users/2.json"]
