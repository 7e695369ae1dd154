"""Cookies of a request."""

import pytest

from smockproxy.core.cookies import cookies_of


@pytest.mark.parametrize(
    ("lines", "cookies"),
    [
        ([], {}),
        (["a=1; b=2"], {"a": ["1"], "b": ["2"]}),
        (["a=1", "a=2;a = 3 "], {"a": ["1", "2", "3"]}),
        (['a="x"; b=c=d; none; =v; ;e='], {"a": ['"x"'], "b": ["c=d"], "e": [""]}),
    ],
)
def test_cookies(lines, cookies):
    assert cookies_of(lines) == cookies
