import pytest
from mitmproxy.addons.next_layer import NextLayer
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.addons.tlsconfig import TlsConfig
from mitmproxy.net import tls
from mitmproxy.test import taddons

from smockproxy.proxy.lane.terms import ORDINARY, Terms
from smockproxy.proxy.preset import apply_preset


@pytest.fixture
def context():
    with taddons.context() as made:
        made.master.addons.add(Proxyserver(), NextLayer())
        made.master.addons.add(TlsConfig())
        apply_preset(made.options)
        yield made


def test_the_ordinary_values_are_mitmproxys_or_ours(context):
    terms = Terms(context.options, context.master.addons)

    assert terms.may_shake_hands
    assert terms.takes_http_2
    assert all(name in context.options for name in ORDINARY)
    assert terms.authority is context.master.addons.get("tlsconfig").certstore


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tls_version_client_min", "TLS1_3"),
        ("ciphers_client", "AES128-SHA"),
        ("request_client_cert", True),
        ("ignore_hosts", ["a.test"]),
        ("connection_strategy", "eager"),
        ("rawtcp", False),
    ],
)
def test_another_value_leaves_handshakes_to_mitmproxy_until_it_is_gone(context, name, value):
    terms = Terms(context.options, context.master.addons)

    context.options.update(**{name: value})
    assert not terms.may_shake_hands

    context.options.update(**{name: ORDINARY[name]})
    assert terms.may_shake_hands


def test_http_2_can_be_switched_off(context):
    terms = Terms(context.options, context.master.addons)

    context.options.http2 = False

    assert terms.may_shake_hands
    assert not terms.takes_http_2


def test_secrets_that_are_to_be_logged_are_mitmproxys(context, monkeypatch):
    monkeypatch.setattr(tls, "log_master_secret", object())

    assert not Terms(context.options, context.master.addons).may_shake_hands
