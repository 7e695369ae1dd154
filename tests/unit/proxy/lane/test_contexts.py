import ssl

import pytest

from smockproxy.proxy.lane import contexts
from smockproxy.proxy.lane.certificates import NoNameError
from smockproxy.proxy.lane.contexts import Contexts, make_context
from tests.unit.proxy.lane.authority import new_store, store


def test_a_host_keeps_its_context():
    made = Contexts()

    first = made.ready(store(), ["a.test"], "h2")

    assert made.ready(store(), ["a.test"], "h2") is first
    assert made.ready(store(), ["a.test"], "") is not first
    assert made.ready(store(), ["b.test"], "h2") is not first


def test_another_authority_makes_all_of_them_anew():
    made = Contexts()
    first = made.ready(store(), ["a.test"], "h2")

    second = made.ready(new_store(), ["a.test"], "h2")

    assert second is not first
    assert second.certificate.issuer == first.certificate.issuer


def test_those_that_were_not_used_for_longest_go(monkeypatch):
    monkeypatch.setattr(contexts, "MOST", 2)
    made = Contexts()
    first = made.ready(store(), ["a.test"], "")
    second = made.ready(store(), ["b.test"], "")
    made.ready(store(), ["a.test"], "")

    made.ready(store(), ["c.test"], "")

    assert made.ready(store(), ["a.test"], "") is first
    assert made.ready(store(), ["b.test"], "") is not second


def test_a_context_is_as_strict_as_mitmproxys():
    made = make_context("")

    assert made.minimum_version is ssl.TLSVersion.TLSv1_2
    assert made.options & ssl.OP_NO_RENEGOTIATION
    assert made.verify_mode is ssl.CERT_NONE
    assert {"ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256"} <= {
        cipher["name"] for cipher in made.get_ciphers()
    }


def test_a_host_without_a_name_is_refused():
    with pytest.raises(NoNameError):
        Contexts().ready(store(), ["a..test"], "")
