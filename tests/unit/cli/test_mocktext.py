"""Mocks, one line each."""

from smockproxy.cli.mocktext import problem_text, table

LOGIN = {
    "id": "login",
    "source": None,
    "enabled": True,
    "priority": 0,
    "times": 3,
    "times_count": 1,
    "definition": {
        "request": {
            "method": {"matcher": "ShouldEqual", "value": "POST"},
            "host": "shop.test",
            "path": {"matcher": "ShouldMatch", "value": "/log.*\x1b"},
            "headers": {"A": "b"},
        },
        "response": {"status": 200},
    },
}
ANY = {
    **LOGIN,
    "id": "any",
    "source": "mocks/a.yml:3",
    "enabled": False,
    "times": 0,
    "definition": {"response": {}},
}
ROWS = [LOGIN, ANY]
PROBLEM = {
    "severity": "error",
    "code": "unknown_key",
    "file": "",
    "line": 1,
    "column": 13,
    "path": "[0].request.pth",
    "message": 'unknown key "pth"',
    "hint": 'did you mean "path"?',
    "excerpt": "- request: {pth: /x}",
}


def test_one_line_a_mock():
    assert table(ROWS).splitlines() == [
        "ID     USES  ON   FROM           REQUEST",
        r"login   1/3  yes  API            POST shop.test ShouldMatch(/log.*\x1b) (+1)",
        "any       1  no   mocks/a.yml:3  any",
    ]


def test_no_mocks():
    assert table([]) == "There are no mocks.\n"


def test_a_problem_has_its_place_in_the_file():
    assert problem_text(PROBLEM, "x.yml") == (
        'x.yml:1:13: [0].request.pth: unknown key "pth"\n'
        "    - request: {pth: /x}\n"
        "                ^\n"
        '    hint: did you mean "path"?'
    )


def test_a_resource_is_known_by_its_path():
    definition = {"request": {"host": "shop.test"}, "resource": {"path_template": "/users/{id}"}}
    assert table([{**LOGIN, "definition": definition}]).splitlines()[1].endswith("shop.test /users/{id}")
