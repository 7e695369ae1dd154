"""Filters, order and pages of lists."""

import pytest

from smockproxy.core.rows import Rows
from smockproxy.core.rowsearch import (
    MOST_FILTERS,
    USUAL_NAMES,
    BadQueryError,
    Found,
    QueryNames,
    link_header,
    search,
    text_of,
)
from tests.unit.core.rowresources import request_of

ROWS = Rows.of(
    [
        {
            "id": 1,
            "name": "Ann",
            "age": 30,
            "at": {"city": "Bern"},
            "tags": ["a", "b"],
            "since": "2024-01-02",
        },
        {"id": 2, "name": "bob", "age": 9.5, "at": {"city": "Rome"}, "tags": [], "ok": True, "a.b": "dot"},
        {"id": 3, "name": "Cid", "age": 100, "size": "10", "ok": False, "since": "2025-01-02", "no": None},
        {"id": 4, "name": "dan", "page": 7},
    ]
)


def asked(query: str, names: QueryNames = USUAL_NAMES) -> Found:
    return search(ROWS, request_of("GET", f"/rows?{query}").query_params, names, 2)


def ids(query: str, names: QueryNames = USUAL_NAMES) -> list[int]:
    return [row.values["id"] for row in asked(query, names).rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("name=Ann", [1]),
        ("name=ann", []),
        ("name=Ann&name=Cid", [1, 3]),
        ("name=Ann&age=30", [1]),
        ("name=Ann&age=31", []),
        ("age=30", [1]),
        ("age=30.0", [1]),
        ("age_eq=9.5", [2]),
        ("ok=true", [2]),
        ("ok=false", [3]),
        ("ok=1", []),
        ("no=null", [3]),
        ("tags=b", [1]),
        ("at.city=Rome", [2]),
        ("at.city.x=Rome", [1, 2, 3, 4]),
        ('at={"city":"Rome"}', [2]),
        ("a.b=dot", [2]),
        ("id_gt=2", [3, 4]),
        ("id:gt=2", [3, 4]),
        ("id_gte=2", [2, 3, 4]),
        ("id_lt=2", [1]),
        ("id_lte=2", [1, 2]),
        ("size_gt=9", [3]),
        ("since_gt=2024-06-01", [3]),
        ("since_lte=2024-06-01", [1]),
        ("age_gt=x", []),
        ("age_gt=1_0", []),
        ("age_gt=inf", []),
        ("ok_gt=0", []),
        ("name_ne=Ann", [2, 3, 4]),
        ("name_ne=Ann&name_ne=bob", [3, 4]),
        ("tags_ne=a", [2, 3, 4]),
        ("name_like=AN", [1, 4]),
        ("name_start=a", [1]),
        ("name_end=B", [2]),
        ("nothing=1", [1, 2, 3, 4]),
        ("nothing_gt=1", [1, 2, 3, 4]),
        ("_=123", [1, 2, 3, 4]),
        ("name_xx=1", [1, 2, 3, 4]),
        ("q=BERN", [1]),
        ("search=b", [1, 2]),
        ("q=%22", []),
        ("q=city", []),
        ("q=", [1, 2, 3, 4]),
        ("sort=name", [1, 3, 2, 4]),
        ("sort=-id", [4, 3, 2, 1]),
        ("sort=id&order=desc", [4, 3, 2, 1]),
        ("sort=-id&order=desc", [1, 2, 3, 4]),
        ("_sort=age", [2, 1, 3, 4]),
        ("sort=ok,-id", [3, 2, 4, 1]),
        ("sort=ok,id&order=asc,desc", [3, 2, 4, 1]),
        ("sort=at.city,id", [1, 2, 3, 4]),
        ("sort=at,id", [1, 2, 3, 4]),
        ("sort=since", [1, 3, 2, 4]),
        ("page=1", [1, 2]),
        ("page=2", [3, 4]),
        ("page=3", []),
        ("page=2&limit=3", [4]),
        ("limit=1", [1]),
        ("limit=0", []),
        ("_page=2&_per_page=1", [2]),
        ("offset=1&limit=2", [2, 3]),
        ("offset=3", [4]),
        ("offset=9", []),
    ],
)
def test_what_a_query_finds(query: str, found: list[int]) -> None:
    assert ids(query) == found


def test_names_can_be_others_and_a_field_of_that_name_can_be_asked_then() -> None:
    names = QueryNames(page=("seite",), limit=("n",))
    assert ids("seite=2&n=1", names) == [2]
    assert ids("page=7", names) == [4]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("page=0", '"page" is a whole number, 1 or more, found "0"'),
        ("page=x", '"page" is a whole number, 1 or more, found "x"'),
        ("_limit=-1", '"_limit" is a whole number, 0 or more, found "-1"'),
        ("offset=", '"offset" is a whole number, 0 or more, found ""'),
        ("page=²", '"page" is a whole number, 1 or more, found "²"'),
        ("page=9999999999", '"page" is a whole number, 1 or more, found "9999999999"'),
        ("&".join(["a=1"] * (MOST_FILTERS + 1)), "there are more than 50 filters"),
    ],
)
def test_a_query_that_asks_for_no_page(query: str, told: str) -> None:
    with pytest.raises(BadQueryError) as caught:
        asked(query)
    assert str(caught.value) == told


def test_it_says_how_many_the_filters_leave_and_which_page_it_is() -> None:
    found = asked("id_gt=1&page=2")
    assert (found.count, len(found.rows)) == (3, 1)
    assert found.page is not None
    assert (found.page.number, found.page.last, found.page.limit) == (2, 2, 2)
    assert asked("id_gt=1").page is None


@pytest.mark.parametrize(
    ("query", "links"),
    [
        ("page=1&limit=3", "first 1, next 2, last 2"),
        ("page=2&limit=3", "first 1, prev 1, last 2"),
        ("page=2&limit=1", "first 1, prev 1, next 3, last 4"),
        ("limit=9", "first 1, last 1"),
        ("limit=0", ""),
        ("offset=1&limit=2", "first 0, prev 0, next 3, last 2"),
    ],
)
def test_links_lead_to_the_other_pages(query: str, links: str) -> None:
    page = asked(query).page
    assert page is not None
    assert ", ".join(f"{relation} {place}" for relation, place in page.neighbours()) == links


def test_links_keep_what_else_the_query_says() -> None:
    params = request_of("GET", "/rows?name_like=a%26b&_page=2&_per_page=1").query_params
    page = asked("_page=2&_per_page=1").page
    assert page is not None
    header = link_header(page, "http://a.test/rows", params, USUAL_NAMES)
    first, *_ = header.split(", ")
    assert first == '<http://a.test/rows?name_like=a%26b&_per_page=1&_page=1>; rel="first"'
    by_offset = asked("offset=1&limit=1").page
    assert by_offset is not None
    assert "offset=2" in link_header(by_offset, "/rows", {"limit": ["1"]}, USUAL_NAMES)


@pytest.mark.parametrize(
    ("value", "text"),
    [("x", "x"), (1, "1"), (1.0, "1"), (1.5, "1.5"), (True, "true"), (None, "null"), ([], "[]")],
)
def test_values_as_a_query_writes_them(value: object, text: str) -> None:
    assert text_of(value) == text
