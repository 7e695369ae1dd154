import dataclasses

import pytest

from smockproxy.app.banner import NO_EXAMPLE, BannerFacts, banner, example_url
from smockproxy.core.conditions import Conditions, OnField, OnQuery
from smockproxy.core.decision import Unmatched
from smockproxy.core.http import Response
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from tests.golden_files import assert_golden

FACTS = BannerFacts(
    version="0.1.0",
    proxy="http://127.0.0.1:8080",
    admin="http://127.0.0.1:8081",
    ca="/home/ann/shop/certs/mitmproxy-ca-cert.pem",
    mocks=3,
    paths=("mocks",),
    is_watching=True,
    seed=1234,
)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("plain", {}),
        ("one_mock", {"mocks": 1, "paths": ("a.yml", "b"), "is_watching": False}),
        ("no_mocks", {"mocks": 0, "paths": ()}),
        ("problems", {"problems": 2}),
        ("refuse", {"unmatched": Unmatched.REFUSE}),
        ("ci", {"is_ci": True, "is_unmatched_chosen": False}),
        ("tls", {"proxy": "https://127.0.0.1:8080", "certificate": "/etc/my tls/cert.pem"}),
        ("sessions", {"named": {"worker-1": "http://127.0.0.1:9001", "gw0": "http://127.0.0.1:9002"}}),
        ("web", {"web": "http://127.0.0.1:8082/?token=5f2b7c0e"}),
        ("token", {"token": "Wt7bQ2JmZk0d3c9pX1uVfH5sLrNyAeGi"}),
        ("warnings", {"is_open": True, "is_redacting": False}),
        ("recording", {"recording": "what no mock answers, into mocks/recorded"}),
        ("https", {"example": "https://pay.test/a b", "ca": "/home/ann/my shop/ca.pem"}),
    ],
)
def test_banner(name, changes):
    assert_golden(f"banner/{name}.txt", banner(dataclasses.replace(FACTS, **changes)))


def test_ci_is_not_spoken_of_when_the_policy_was_chosen():
    chosen = dataclasses.replace(FACTS, is_ci=True, is_unmatched_chosen=True)
    assert "CI" not in banner(chosen)


def mock(*conditions):
    return Mock("m", Fixed(Response()), Conditions(conditions))


def on(**fields):
    return mock(*(OnField(name, equal(value)) for name, value in fields.items()))


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        (on(host="pay.test", path="/v1", method="GET"), "http://pay.test/v1"),
        (on(host="pay.test"), "http://pay.test/"),
        (on(host="pay.test", scheme="https", port="8443"), "https://pay.test:8443/"),
        (on(host="pay.test", method="POST"), NO_EXAMPLE),
        (on(path="/v1"), NO_EXAMPLE),
        (mock(), NO_EXAMPLE),
        (mock(OnField("host", CORE_MATCHERS["ShouldStartWith"]("pay"))), NO_EXAMPLE),
        (mock(OnField("host", equal("pay.test")), OnQuery({"page": ()})), NO_EXAMPLE),
    ],
)
def test_the_url_to_try_is_one_that_a_mock_answers(declared, url):
    assert example_url([declared]) == url


def test_the_first_mock_with_a_plain_host_is_tried():
    assert example_url([on(path="/"), on(host="b.test"), on(host="c.test")]) == "http://b.test/"
