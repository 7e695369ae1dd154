"""BP1 of the best practices, and Mockoon's rows on templating: texts byte for byte, loops, seeds, errors."""

import json

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import Smockproxy

NAMES = (
    "María José García-Rodríguez; 李小龍; עברית; Ω≈ç√; 👩🏽\u200d🚀🇨🇭; "
    "usr_2nK8fH3mP9qL7xR4; <a href='x'>&amp;</a>; {\\}"
)
LONG = (NAMES + '\t"quotes" ') * 80
assert len(LONG.encode()) > 10_000
QUOTED = json.dumps(LONG, ensure_ascii=False)
TEXTS = {"names": NAMES, "long": LONG}
SCRIPTS = {
    "jinja2": "body: {{ (WHAT) | tojson }}",
    "lua": "return {body = WHAT}",
    "javascript": "return {body: WHAT}",
    "python": "return 200, WHAT",
    "go_template": "body: {{ WHAT | toJson }}",
    "go_template_json": '{"body": {{ WHAT | toJson }}}',
}
STATIC = f"""\
- request: {{host: bp1.test, path: /static/names}}
  response: {{body: {json.dumps(NAMES, ensure_ascii=False)}}}
- request: {{host: bp1.test, path: /static/long}}
  response: {{body: {QUOTED}}}
- request: {{host: bp1.test, path: /echo/template}}
  response: {{template: true, body: "{{{{ request.body_string }}}}"}}
- request: {{host: bp1.test, path_template: "/table/template/{{name}}"}}
  response: {{template: true, body: "{{{{ lookup('texts', request.path_params.name) }}}}"}}
"""


def indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())


def scripted(engine: str, path: str, what: str) -> str:
    source = SCRIPTS[engine].replace("WHAT", what)
    return f"""\
- request: {{host: bp1.test, path_template: "{path}"}}
  dynamic_response:
    engine: {engine}
    script: |
{indented(source, 6)}
"""


def mocks() -> str:
    listed = [STATIC]
    for engine in SCRIPTS:
        is_go = engine.startswith("go")
        row = 'lookup "texts" request.path_params.name' if is_go else "lookup('texts', NAME)"
        name = "req.pathParams.name" if engine == "javascript" else "request.path_params.name"
        listed.append(scripted(engine, f"/table/{engine}/{{name}}", row.replace("NAME", name)))
        listed.append(scripted(engine, f"/echo/{engine}", "request.body_string"))
    return f"data: {{texts: texts.json}}\nmocks:\n{''.join(listed)}"


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    files = {"mocks.yml": mocks(), "texts.json": json.dumps(TEXTS, ensure_ascii=False)}
    return start_for_module(files, "--unmatched", "refuse")


WAYS = ["/static", "/table/template", *(f"/table/{engine}" for engine in SCRIPTS)]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("way", WAYS)
def test_bp1_a_text_comes_out_byte_for_byte(served: Smockproxy, way: str, name: str) -> None:
    answer = curl(served, f"http://bp1.test{way}/{name}")
    assert (answer.status, answer.body) == (200, TEXTS[name].encode())


@pytest.mark.parametrize("way", ["template", *SCRIPTS])
def test_bp1_what_a_client_sends_comes_back_byte_for_byte(served: Smockproxy, way: str) -> None:
    answer = curl(served, f"https://bp1.test/echo/{way}", "--data-binary", "@-", stdin=LONG.encode())
    assert (answer.status, answer.body) == (200, LONG.encode())


# -- Mockoon's rows -----------------------------------------------------------------------------

MOCKOON = """\
data: {env: {rows: {name: demo}}}
mocks:
- request: {host: mk.test, path_template: "/api/users/{id}"}
  response:
    template: true
    headers:
      Content-Type: application/json
      X-Ip: "{{ request.origin }}"
      X-Env: "{{ lookup('env', 'name') }}"
    body: >-
      {"id": "{{ request.path_params.id }}",
      "n": [{% for n in range(2) %}{{ "," if n }}{{ n }}{% endfor %}]}
- request: {host: mk.test, path_template: "/api/users/{id:int}", not: {headers: {X-Role: admin}}}
  response: {status: 404, json: {error: "no"}}
- request: {host: mk.test, path: /random}
  response:
    template: true
    body: >-
      {{ faker.name() }} {{ faker.email() }} {{ uuid() }} {{ random_id("usr_", 16) }} {{ object_id() }}
      {{ random_sample(range(100) | list, 3) }} {{ random_row("env") }}
"""


def test_mk1_and_mk2_another_answer_by_a_header(start: Start) -> None:
    served = start(MOCKOON, "--unmatched", "refuse")
    answer = curl(served, "http://mk.test/api/users/000")
    assert (answer.status, answer.json) == (404, {"error": "no"})
    answer = curl(served, "http://mk.test/api/users/000", "-H", "X-Role: admin")
    assert (answer.status, answer.json) == (200, {"id": "000", "n": [0, 1]})
    named = {name.lower(): value for name, value in answer.headers.items()}
    assert (named["x-env"], named["x-ip"]) == ("demo", "127.0.0.1")


def test_mk11_the_same_seed_invents_the_same(start: Start) -> None:
    bodies = []
    for _ in range(2):
        served = start(MOCKOON, "--unmatched", "refuse", "--seed", "7")
        bodies.append([without_time(curl(served, "http://mk.test/random").text) for _ in range(3)])
        served.kill()
    assert bodies[0] == bodies[1]
    assert len(set(bodies[0])) == 3


def without_time(text: str) -> str:
    """All but the seconds that an object id begins with."""
    words = text.split()
    return " ".join(word[8:] if len(word) == 24 and word.isalnum() else word for word in words)


BROKEN = """\
- request: {host: mk.test}
  response:
    template: true
    body: "{% for n in range(2) %}{{ n }}{% endfor %}}} {% endrepeat %}"
"""


def test_mk8_a_template_with_a_syntax_error_is_a_problem_when_it_is_read(start: Start) -> None:
    served = start({"bad.yml": BROKEN, "good.yml": MOCKOON}, "--ignore-problems", "--unmatched", "refuse")
    (problem,) = served.problems()
    assert "endrepeat" in problem["message"]
    assert (problem["file"].endswith("bad.yml"), problem["line"]) == (True, 4)
    assert curl(served, "http://mk.test/").status == 666


@pytest.mark.parametrize(("style", "status"), [("smocker", 601), ("http", 500)])
def test_mk8_one_that_comes_over_http_answers_an_error_never_a_200(
    start: Start, style: str, status: int
) -> None:
    served = start("", "--unmatched", "refuse", "--status-style", style)
    served.upload(BROKEN)
    answer = curl(served, "http://mk.test/")
    assert answer.status == status
    assert "endrepeat" not in answer.text
    assert "endrepeat" in served.await_entry("mk.test")["error"]
