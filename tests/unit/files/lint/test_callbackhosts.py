"""Callbacks to other machines."""

import pytest

from smockproxy.core.callbacks import Callback
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.problem import Severity
from smockproxy.core.responders import Fixed
from smockproxy.files.lint.callbackhosts import distant_callbacks


def found(*urls):
    calls = tuple(Callback("POST", url) for url in urls)
    return tuple(
        distant_callbacks([Mock("m", Fixed(Response()), source=Source("m.yml", 3), callbacks=calls)])
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:9/x",
        "http://a.localhost/",
        "http://127.0.0.1/",
        "http://[::1]:9/",
        "http://[::ffff:127.0.0.1]/",
        "http://{{ request.host }}/",
        "{{ request.body.url }}",
        "http://[::1/",
    ],
)
def test_nothing_is_said_of_this_machine_and_of_templates(url):
    assert found(url) == ()


def test_another_host_is_noted_once():
    (problem,) = found("http://shop.test/a", "https://shop.test:9/{{ x }}", "http://localhost/")
    assert problem.severity is Severity.NOTE
    assert (problem.file, problem.line) == ("m.yml", 3)
    assert problem.message == "callbacks to shop.test are sent only if the settings allow that host"
    assert problem.hint == "start smockproxy with --callback-host shop.test"


def test_another_address_is_one_too():
    assert "10.0.0.1" in found("http://10.0.0.1/")[0].message
