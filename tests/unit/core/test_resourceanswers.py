"""Answers of resources as they look on the wire."""

from json import loads

import pytest

from smockproxy.core.http import Headers
from smockproxy.core.resourceanswers import (
    RefusedError,
    created,
    listed,
    names_tag,
    refused,
    shown,
    without_content,
)
from smockproxy.core.rows import Row
from smockproxy.core.rowsearch import Found, Page
from tests.unit.core.rowresources import request_of, resource_of

ROW = Row.of({"id": 1})


@pytest.mark.parametrize(
    ("header", "is_named"),
    [('"a"', True), ('"b", "a"', True), ('W/"a"', True), ("*", True), ('"b"', False), ("", False)],
)
def test_lists_of_tags(header: str, is_named: bool) -> None:  # noqa: FBT001
    assert names_tag(header, '"a"') is is_named


def test_a_refusal_says_what_is_wrong() -> None:
    error = RefusedError(422, "name is required", Headers.of([("X", "1")]), {"errors": [1]})
    response = refused(resource_of(), error)
    assert (response.status, response.headers.get("content-type")) == (422, "application/problem+json")
    assert response.headers.get("x") == "1"
    told = loads(response.body)
    assert told.pop("title").startswith("Unprocessable")
    assert told == {"type": "about:blank", "status": 422, "detail": "name is required", "errors": [1]}


def test_a_refusal_can_be_an_empty_object() -> None:
    response = refused(resource_of(has_plain_errors=True), RefusedError(404, "no row"))
    assert (response.status, response.body) == (404, b"{}")
    assert response.headers.get("content-type") == "application/json"


@pytest.mark.parametrize(
    ("page", "envelope", "body"),
    [
        (None, "", b'[{"id":1}]'),
        (None, "items", b'{"items":[{"id":1}],"total":5}'),
        (
            Page(2, 1, 5, by_offset=False),
            "data",
            b'{"data":[{"id":1}],"total":5,"page":3,"limit":1,"pages":5}',
        ),
        (Page(2, 1, 5, by_offset=True), "data", b'{"data":[{"id":1}],"total":5,"offset":2,"limit":1}'),
    ],
)
def test_lists(page: Page | None, envelope: str, body: bytes) -> None:
    response = listed(Found([ROW], 5, page), 9, "<x>", envelope)
    assert response.body == body
    assert dict(response.headers) == {
        "Content-Type": "application/json",
        "X-Total-Count": "9",
        "X-Filtered-Count": "5",
        "Link": "<x>",
    }


def test_a_row_is_shown_unless_the_client_has_it() -> None:
    assert shown(ROW, request_of("GET", "/pets/1")).body == b'{"id":1}'
    assert shown(ROW, request_of("HEAD", "/pets/1", If_None_Match=ROW.tag)).status == 304
    assert shown(ROW, request_of("GET", "/pets/1", If_None_Match='"x"')).status == 200
    assert shown(ROW, request_of("PATCH", "/pets/1", If_None_Match=ROW.tag)).status == 200


def test_what_is_done() -> None:
    response = created(ROW, "/pets/1")
    assert (response.status, response.headers.get("location")) == (201, "/pets/1")
    assert (without_content().status, without_content().body) == (204, b"")
