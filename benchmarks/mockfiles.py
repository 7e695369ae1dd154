"""The files of mocks that the servers load: those that are asked, and as many others as wanted."""

import json
from pathlib import Path

from benchmarks.works import BODY, CONDITIONED, HOST, JSON_TYPE, NUMBER

FIXED = {"headers": {"Content-Type": JSON_TYPE}, "body": BODY}
TEMPLATED = (
    BODY.replace(NUMBER, "{{ request.path_segments[1] }}")
    .replace("EUR", "{{ request.query_params.currency[0] }}")
    .replace('"completed"', "{{ request.query_params.status | first | tojson }}")
)
SCRIPTS = {
    "lua": f"""
        local body = [[{BODY.replace(NUMBER, "%s")}]]
        return {{headers = {{["Content-Type"] = "{JSON_TYPE}"}}, body = body:format(request.path:sub(6))}}
    """,
    "javascript": f"""
        const body = '{BODY.replace(NUMBER, "NUMBER")}'.replace("NUMBER", request.path.split("/")[2])
        return {{headers: {{"Content-Type": "{JSON_TYPE}"}}, body}}
    """,
    "python": (
        f"body = '{BODY}'.replace('{NUMBER}', request.path.split('/')[2])\n"
        f"return 200, {{'Content-Type': '{JSON_TYPE}'}}, body"
    ),
}
"""Each reads the request, and answers with what the static mock does."""


def asked() -> list[dict[str, object]]:
    """The ten mocks that every server has: those that are asked."""
    return [
        {"request": {"method": "GET", "host": HOST, "path": "/payments/4711"}, "response": FIXED},
        {
            "request": {"method": "GET", "host": HOST, "path_template": "/templated/{number}"},
            "response": {"template": True, "headers": {"Content-Type": JSON_TYPE}, "body": TEMPLATED},
        },
        *(
            {
                "request": {"method": "GET", "host": HOST, "path_template": f"/{engine}/{{number}}"},
                "dynamic_response": {"engine": engine, "script": script},
            }
            for engine, script in SCRIPTS.items()
        ),
        *(conditioned(number) for number in range(CONDITIONED)),
    ]


def conditioned(number: int) -> dict[str, object]:
    """A mock with conditions on method, path, a header and the JSON body."""
    return {
        "request": {
            "method": "POST",
            "host": HOST,
            "path": f"/orders/{number}",
            "headers": {"X-Tenant": f"tenant-{number}"},
            "body": {"order.id": number, "order.currency": "EUR"},
        },
        "response": FIXED,
    }


def other(number: int) -> dict[str, object]:
    """One of those that only lie there: of ten six with conditions, two templates, a regexp, a literal."""
    match number % 10:
        case 6 | 7:
            request: dict[str, object] = {"path_template": f"/customers/{{id:int}}/orders-{number}/{{line}}"}
        case 8:
            request = {"path": {"matcher": "ShouldMatch", "value": rf"^/v\d+/accounts/{number}/.*$"}}
        case 9:
            request = {"path": f"/payments/{number + 10_000}"}
        case _:
            return conditioned(number + CONDITIONED)
    return {"request": {"method": "GET", "host": HOST, **request}, "response": FIXED}


def write(folder: Path, many: int) -> None:
    """So many mocks as one file of JSON; those that are asked are the first, so they are asked for last."""
    first = asked()
    folder.mkdir()
    every = [*first, *(other(number) for number in range(many - len(first)))]
    (folder / "bench.json").write_text(json.dumps(every))
