import json

import pytest

from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import MODULE, ForwardTo, Scripted
from smockproxy.files.lint.secrets import exposed_secrets
from tests.unit.files.reads import mocks_of

KEY = "-----BEGIN RSA " + "PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N"
SECRETS = {
    KEY: "a private key",
    "AKIA" + "ABCDEFGHIJKLMNOP": "an AWS access key",
    "ghp_" + "a1" * 18: "a GitHub token",
    "github_pat_" + "a1" * 20: "a GitHub token",
    "sk_live_" + "a1" * 12: "a live Stripe key",
    "xoxb-" + "1234567890-" * 3: "a Slack token",
    "AIza" + "a1" * 17 + "b": "a Google API key",
    JWT: "a JSON Web Token",
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    ("mock", "path"),
    [
        ("response: {{body: 'é {}'}}", "response.body"),
        ("response: {{json: {{token: '{}'}}}}", "response.body"),
        ("response: {{headers: {{X-Key: '{}'}}}}", "response.headers.X-Key"),
        ("proxy: {{headers: {{X-Key: '{}'}}}}", "proxy.headers.X-Key"),
        ("dynamic_response: {{engine: lua, script: 'x {}'}}", "dynamic_response"),
        ("response: {{template: true, body: '{}'}}", "response"),
        ("{{request: {{headers: {{Authorization: 'Bearer {}'}}}}, response: {{}}}}", "request"),
    ],
)
def test_a_secret_is_found_and_not_repeated(secret, mock, path):
    (problem,) = exposed_secrets(mocks_of(f"- {mock.format(secret)}\n"))
    assert (problem.path, problem.place, problem.severity.value) == (path, "mocks/a.yml:1:1", "warning")
    assert problem.message == f"this looks like {SECRETS[secret]}: {secret[:4]}…"
    assert secret not in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "sk_test_" + "a1" * 12,
        "eyJ.eyJ.x",
        "ghp_short",
        "-----BEGIN CERTIFICATE-----",
    ],
)
def test_what_is_no_secret(text):
    assert list(exposed_secrets(mocks_of(f"- response: {{body: '{text}'}}\n"))) == []


def test_each_kind_once():
    key = "AKIA" + "ABCDEFGHIJKLMNOP"
    assert (
        len(
            list(exposed_secrets(mocks_of(f"- response: {{body: {key}, headers: {{X: {key}, Y: {JWT}}}}}\n")))
        )
        == 2
    )


def test_text_that_utf8_does_not_have():
    odd = Mock("id", ForwardTo(), Conditions((OnField("path", equal("\ud800")),)))
    assert list(exposed_secrets([odd])) == []


def test_a_module_is_looked_through_once():
    told = {"module": f'key = "{KEY}"', "path": "/a.py", "function": "f"}
    mocks = [
        Mock(str(number), Scripted(MODULE, json.dumps(told | {"mock": number}), file="a.py"))
        for number in range(3)
    ]
    (problem,) = exposed_secrets(mocks)
    assert (problem.path, "a private key" in problem.message) == ("", True)


def test_templates_of_fixtures_are_looked_into():
    (problem,) = exposed_secrets(mocks_of(f"- fixtures: {{templates: {{a.j2: '{JWT}'}}}}\n"))
    assert problem.path == "fixtures"
