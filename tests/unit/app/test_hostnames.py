import pytest

from smockproxy.app.hostnames import Authority, HostNames, authority_of, is_private, origin_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:8081", Authority("127.0.0.1", 8081)),
        ("[::1]:8081", Authority("::1", 8081)),
        ("Mocks.Test.", Authority("mocks.test")),
        ("mocks.test:80", Authority("mocks.test")),
        ("mocks.test:443", Authority("mocks.test", 443)),
        ("mocks.test:", Authority("mocks.test")),
    ],
)
def test_authority(text, expected):
    assert authority_of(text) == expected


@pytest.mark.parametrize(
    "text", ["", ":80", "a.test:99999", "a.test:x", "a.test/", "a.test?x", "a@b.test", "[::1", "a" * 256]
)
def test_what_is_no_authority(text):
    assert authority_of(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://mocks.test", Authority("mocks.test")),
        ("https://MOCKS.test:443", Authority("mocks.test")),
        ("https://mocks.test:8443", Authority("mocks.test", 8443)),
        ("null", None),
        ("chrome-extension://abcdef", None),
        ("http://", None),
        ("", None),
    ],
)
def test_origin(text, expected):
    assert origin_of(text) == expected


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "::1",
        "fe80::1%eth0",
        "192.0.2.7",
        "localhost",
        "api.localhost",
        "smockproxy",
        "my_mocks-1",
        "host.docker.internal",
        "nas.home.arpa",
    ],
)
def test_names_that_no_stranger_can_have(host):
    assert is_private(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.test",
        "localhost.evil.test",
        "127.0.0.1.evil.test",
        "a b",
        "evil.local",
        "internal.test",
        "home.arpa.test",
        "127.1",
        "é",
    ],
)
def test_names_that_a_stranger_can_have(host):
    assert not is_private(host)


def test_names_of_the_run():
    names = HostNames.of(["Build-7.Corp.test."], ["Mocks.test", "*.lab.test"])
    assert names.knows("build-7.corp.test")
    assert names.knows("localhost")
    assert names.knows("mocks.test")
    assert names.knows("a.b.lab.test")
    assert not names.knows("lab.test")
    assert not names.knows("other.test")
    assert not names.knows("evilmocks.test")


def test_what_the_user_allows_is_not_what_is_known():
    names = HostNames.of(["build.test"], ["mocks.test"])
    assert names.allows("mocks.test")
    assert not names.allows("build.test")
    assert not names.allows("localhost")


def test_a_star_allows_every_name():
    assert HostNames.of([], ["*"]).knows("evil.test")
