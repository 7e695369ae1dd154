import sys

import pytest
from mitmproxy import ctx, options
from mitmproxy.test import tflow, tutils

from smockproxy.proxy.onboarding import Onboarding


@pytest.fixture
def onboarding(monkeypatch):
    """The addon, with mitmproxy's options."""
    chosen = options.Options()
    addon = Onboarding()
    addon.load(chosen)
    monkeypatch.setattr(ctx, "options", chosen, raising=False)
    monkeypatch.setattr(ctx, "master", None, raising=False)
    addon.configure({"onboarding"})
    return addon


def asking(host: str, **facts: bytes):
    flow = tflow.tflow(req=tutils.treq(host=host, path=b"/", **facts), resp=False)
    flow.request.headers.pop("host", None)
    return flow


async def test_the_app_answers_at_its_host(onboarding) -> None:
    flow = asking("mitm.it")
    await onboarding.request(flow)
    assert flow.response.status_code == 200
    assert b"mitmproxy" in flow.response.content


async def test_the_app_answers_for_a_host_header(onboarding) -> None:
    flow = asking("127.0.0.1")
    flow.request.headers["Host"] = "mitm.it"
    await onboarding.request(flow)
    assert flow.response.status_code == 200


@pytest.mark.parametrize("host", ["hello.test", "it", "mitm.test"])
def test_other_hosts_import_nothing(onboarding, host: str, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "mitmproxy.addons.onboarding", None)
    assert onboarding.request(asking(host)) is None


async def test_a_name_that_only_looks_alike_is_left_alone(onboarding) -> None:
    flow = asking("notmitm.it", authority=b"notmitm.it")
    await onboarding.request(flow)
    assert flow.response is None


def test_it_can_be_turned_off(onboarding) -> None:
    assert onboarding.hosts == {"mitm.it"}
    ctx.options.update(onboarding=False)
    onboarding.configure({"onboarding"})
    assert onboarding.request(asking("mitm.it")) is None
    assert not onboarding.hosts


@pytest.mark.parametrize("host", ["proxy.test", "b\u00fccher.test", "\u00fc" * 80])
async def test_it_can_have_another_host(onboarding, host: str) -> None:
    ctx.options.update(onboarding_host=host)
    onboarding.configure({"onboarding_host"})
    assert onboarding.hosts == {host}
    flow = asking(host)
    await onboarding.request(flow)
    assert flow.response.status_code == 200
