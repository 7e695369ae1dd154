"""Where callbacks may go."""

from dataclasses import replace

import pytest

from smockproxy.core.decision import Target
from smockproxy.proxy.callbacktarget import RefusedTargetError, Targets, is_allowed, target_of


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a.test", Target("http", "a.test", 80, "/")),
        ("HTTPS://A.test:8443/x?y=1#z", Target("https", "a.test", 8443, "/x?y=1")),
        ("http://[::1]:9/", Target("http", "::1", 9, "/")),
        ("http://a.test./x", Target("http", "a.test", 80, "/x")),
        ("http://bücher.test/", Target("http", "xn--bcher-kva.test", 80, "/")),
    ],
)
def test_the_parts_of_a_url(url, target):
    assert target_of(url) == target


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/x",
        "ftp://a.test/",
        "file:///etc/passwd",
        "http://",
        "http://localhost@evil.test/",
        "http://user:pass@localhost/",
        "http://localhost\\@evil.test/",
        "http://local host/",
        "http://a.test/\r\nX: y",
        "http://a.test:99999/",
        "http://[::1/",
    ],
)
def test_what_is_no_target(url):
    with pytest.raises(RefusedTargetError):
        target_of(url)


LOCAL = ("localhost",)


@pytest.mark.parametrize(
    "host", ["localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]
)
def test_loopback_is_allowed_by_itself(host):
    assert is_allowed(host, LOCAL)
    assert not is_allowed(host, ("a.test",))


@pytest.mark.parametrize(
    "host",
    [
        "a.test",
        "10.0.0.1",
        "0.0.0.0",
        "::",
        "169.254.169.254",
        "::ffff:10.0.0.1",
        "2130706433",
        "0x7f.1",
        "127.1",
    ],
)
def test_all_else_is_not(host):
    assert not is_allowed(host, LOCAL)


def test_names_that_are_allowed():
    assert is_allowed("a.test", ("a.test",))
    assert is_allowed("x.a.test", ("*.a.test",))
    assert not is_allowed("a.test", ("*.a.test",))
    assert not is_allowed("xa.test", ("a.test",))


def targets(*addresses, own=(), allowed=("a.test", "localhost")):
    async def resolve(_host, _port):
        return list(addresses)

    return Targets(allowed, lambda host, port: (host, port) in own, resolve)


async def test_the_address_is_that_of_the_name():
    assert await targets("10.0.0.1", "10.0.0.2").addresses_of(target_of("http://a.test/")) == [
        "10.0.0.1",
        "10.0.0.2",
    ]
    assert await targets().addresses_of(target_of("http://localhost:9/")) == ["127.0.0.1", "::1"]
    assert await targets().addresses_of(target_of("http://127.0.0.1:9/")) == ["127.0.0.1"]
    assert await targets().addresses_of(target_of("http://[::ffff:127.0.0.1]:9/")) == ["127.0.0.1"]


async def test_a_name_without_an_address():
    with pytest.raises(OSError, match=r"a\.test has no address"):
        await targets().addresses_of(target_of("http://a.test/"))


@pytest.mark.parametrize("url", ["http://a.test:8080/", "http://localhost:8080/", "http://127.0.0.1:8080/"])
async def test_our_own_ports_are_refused_whatever_the_name(url):
    ours = targets("127.0.0.1", own=[("127.0.0.1", 8080)])
    with pytest.raises(RefusedTargetError, match="come back to smockproxy"):
        await ours.addresses_of(target_of(url))


async def test_who_is_not_allowed_is_never_looked_up():
    with pytest.raises(RefusedTargetError, match=r"--callback-host evil\.test"):
        await targets("127.0.0.1").addresses_of(target_of("http://evil.test/"))


async def test_offline_they_go_nowhere() -> None:
    with pytest.raises(RefusedTargetError, match="this run is offline"):
        await replace(targets("127.0.0.1"), is_offline=True).addresses_of(target_of("http://a.test/"))
