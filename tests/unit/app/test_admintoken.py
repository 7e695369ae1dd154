import pytest

from smockproxy.app.admintoken import AdminToken, BadTokenError, admin_token, is_loopback

CHOSEN = "correct-horse-battery"
EVERYWHERE = "0.0.0.0"


def fresh():
    return "made-for-this-run"


@pytest.mark.parametrize(
    ("setting", "host", "expected"),
    [
        ("", "127.0.0.1", AdminToken()),
        ("", EVERYWHERE, AdminToken("made-for-this-run", is_made=True)),
        ("", "::", AdminToken("made-for-this-run", is_made=True)),
        ("", "192.0.2.7", AdminToken("made-for-this-run", is_made=True)),
        ("", "", AdminToken("made-for-this-run", is_made=True)),
        (CHOSEN, "127.0.0.1", AdminToken(CHOSEN)),
        (CHOSEN, EVERYWHERE, AdminToken(CHOSEN)),
        ("none", "127.0.0.1", AdminToken(is_waived=True)),
        ("none", EVERYWHERE, AdminToken(is_waived=True)),
    ],
)
def test_which_token_is_wanted_where(setting, host, expected):
    assert admin_token(setting, host, fresh) == expected


@pytest.mark.parametrize(
    "bad", ["short", "fifteen-letters", "with a space in the middle", "é" * 16, "a" * 16 + "\n"]
)
def test_what_is_no_token_is_refused_and_not_repeated(bad):
    with pytest.raises(BadTokenError, match="--admin-token: ") as error:
        admin_token(bad, "127.0.0.1", fresh)
    assert bad not in str(error.value)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "::ffff:127.0.0.1", "localhost", "LOCALHOST.", "a.localhost"],
)
def test_loopback(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "::", "::ffff:192.0.2.7", "192.0.2.7", "localhost.test", "127.0.0.1.test"]
)
def test_more_than_loopback(host):
    assert not is_loopback(host)


def test_only_the_token_is_admitted():
    token = AdminToken(CHOSEN)
    assert token.admits(CHOSEN)
    assert not any(map(token.admits, ["", CHOSEN[:-1], f"{CHOSEN}x", CHOSEN.upper(), "\udc80", "é"]))


def test_without_a_token_everybody_is():
    assert AdminToken().admits("")
    assert AdminToken().admits("anything")
