"""What an editor shows for each key of a `resource`."""

from collections.abc import Mapping

RESOURCE_TEXT: Mapping[str, str] = {
    "path_template": "The path of one row: `/users/{id}`. The collection is the path before it.",
    "data": "The table of this file's `data` that it begins with.",
    "rows": "What it begins with: a list of rows, or a file of them. Left out, and no `data`: nothing.",
    "id": "The field that tells rows apart; `id` unless given.",
    "name": "Resources with the same name share their rows. Left out: the name of the data, or the path.",
    "only": "What may be done: of `list`, `get`, `create`, `replace`, `patch`, `delete`. Left out: all.",
    "upsert": "`true`: replacing a row that is not there creates it.",
    "required": "Fields that each row must have.",
    "schema": "What each row must be, as JSON Schema, or a file that has it.",
    "envelope": "`true`: a list is answered as `{items: […], total: 7}`; or the key of the rows.",
    "page_size": "How many rows a page has where a request does not say; 10 unless given.",
    "parameters": "What the parameters of the query are called that are no filters.",
    "errors": "`problem`, which says what is wrong (RFC 9457), or `empty`: `{}`.",
    "headers": "Name → value or list of values, of every answer.",
    "delay": "How long to wait: `300ms`, or `{min: 10ms, max: 200ms}`, drawn anew for each answer.",
}
"""Key → its text."""
PARAMETERS_TEXT: Mapping[str, str] = {
    "page": "The number of a page, from 1: `page`, `_page`.",
    "limit": "How many rows a page has: `limit`, `_limit`, `per_page`, `_per_page`.",
    "offset": "How many rows come before the page: `offset`, `_start`.",
    "sort": "Fields to sort by, `-` before one that falls: `sort`, `_sort`.",
    "order": "`asc` or `desc`, beside `sort`: `order`, `_order`.",
    "search": "A text that is in any field: `search`, `q`.",
}
"""Key of `parameters` → its text."""
