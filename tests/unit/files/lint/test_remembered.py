"""Names of remembered values that nothing keeps, or nothing asks for."""

from smockproxy.files.lint.remembered import remembered_names
from tests.unit.files.reads import mocks_of

LOGIN = "- response: {json: {token: t}, remember: {token: $.token}}\n"


def told(text):
    return [
        (problem.severity.value, problem.message, problem.hint)
        for problem in remembered_names(mocks_of(text))
    ]


def test_where_nothing_is_kept_references_are_text():
    assert told('- {request: {headers: {X: "${token}"}}, response: {}}') == []


def test_what_is_kept_and_asked_for():
    for asking in (
        '- {request: {headers: {X: "Bearer ${token}"}}, response: {}}',
        '- {request: {any_of: [{path: "/${token}"}, {path: /x}]}, response: {}}',
        '- {request: {not: {path: "/${token}"}}, response: {}}',
        '- {request: {path: "/$${token}"}, response: {}}',
        '- {request: {path: /x}, response: {template: true, body: "{{ remembered.token }}"}}',
        "- {request: {state: {remembered.token: {matcher: ShouldBePresent}}}, response: {}}",
    ):
        assert told(LOGIN + asking) == []


def test_a_name_that_no_answer_keeps():
    found = told(LOGIN + '- {request: {path: "/${tokn}/${token}/$${other}"}, response: {}}')
    assert found == [("warning", "no answer keeps tokn, so ${tokn} is text", 'did you mean "token"?')]
    found = told(LOGIN + '- {request: {path: "/${token}/${x}"}, response: {}}')
    assert [hint for _, _, hint in found] == ["an answer keeps it that says remember: {x: …}"]


def test_a_name_that_nothing_asks_for():
    found = told(LOGIN + '- {response: {template: true, body: "{{ remembered.other }}"}}')
    assert found == [
        (
            "note",
            "nothing asks for token, which its answer keeps",
            "a condition asks for it by ${token}, a template by {{ remembered.token }}",
        )
    ]
