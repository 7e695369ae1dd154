import pytest

from smockproxy.core.replacing import Replacement, TooMuchWorkError
from smockproxy.core.rewriting import BadRewriteError, rewritten
from tests.unit.core.patterns import Below, TooLong


def rewrite(replacement: str) -> Replacement:
    return Replacement.of("^/api(/.*)", replacement, Below("/api"))


@pytest.mark.parametrize(
    ("replacement", "path", "expected"),
    [
        (r"\1", "/api/users/7", ("/users/7", "")),
        (r"/v2\1", "/api/users", ("/v2/users", "")),
        (r"\1?version=2", "/api/users", ("/users", "version=2")),
        (r"/é\1", "/api/x", ("/%C3%A9/x", "")),
        (r"\1", "/api/a%20b%2Fc", ("/a%20b%2Fc", "")),
        (r"\1", "/other/../x", ("/other/../x", "")),
        (r"/api\1", "/api/../x", ("/api/../x", "")),
    ],
)
def test_a_path_becomes_what_the_replacement_says(
    replacement: str, path: str, expected: tuple[str, str]
) -> None:
    assert rewritten(rewrite(replacement), path) == expected


@pytest.mark.parametrize(
    ("replacement", "path", "why"),
    [
        (r"\1", "/api/../secret", "leads out"),
        (r"\1", "/api/%2e%2E/secret", "leads out"),
        (r"\1", "/api/a%2f..%5Csecret", "leads out"),
        (r"\1", "/api/..;x/secret", "leads out"),
        (r"\1", "/api//evil.test/x", "another server"),
        (r"https://evil.test\1", "/api/x", "begin with /"),
        (r"file://\1", "/api/x", "begin with /"),
        ("x", "/api/x", "begin with /"),
        ("", "/api/x", "begin with /"),
        ("/a\r\nHost: evil.test", "/api/x", "control character"),
        ("/a b", "/api/x", "control character"),
        (r"\1", "/api/a%0d%0ab", "escaped control character"),
        (r"\1", "/api/a%zz", "begins no escape"),
        ("/a#b", "/api/x", "backslash"),
        ("/a\\\\b", "/api/x", "backslash"),
    ],
)
def test_what_must_not_be_sent_is_refused(replacement: str, path: str, why: str) -> None:
    with pytest.raises(BadRewriteError, match=why):
        rewritten(rewrite(replacement), path)


def test_a_path_that_is_too_long_for_the_pattern_is_refused() -> None:
    with pytest.raises(BadRewriteError, match="the path is not rewritten: too long"):
        rewritten(Replacement.of("", "", TooLong()), "/x")
    assert issubclass(TooMuchWorkError, ValueError)
