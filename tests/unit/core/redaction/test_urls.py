from urllib.parse import quote

import pytest

from smockproxy.core.redaction.rules import Rules
from smockproxy.core.redaction.seeking import Seeking
from smockproxy.core.redaction.urls import is_form, redacted_path, redacted_query, redacted_url

KEY = b"a key of the run"
HIDDEN = Seeking(KEY).secret("hunter22")
RANDOM = "k3Jx9QpLw2RtYsNv8UcXbM5z"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/", "/"),
        ("/a;jsessionid=hunter22;x=1/b", "/a;jsessionid={};x=1/b"),
        ("/a=1/b", "/a=1/b"),
        ("https://ann:hunter22@a.test", "https://ann:{}@a.test"),
        ("https://ann:hunter%32%32@a.test/x", "https://ann:{}@a.test/x"),
        (
            "https://a.test:80/x?q=1&token=hunter22#token=hunter22",
            "https://a.test:80/x?q=1&token={}#token={}",
        ),
        ("/x?token=&a&long-flag", "/x?token=&a&long-flag"),
        ("/x?next=https%3A%2F%2Fa.test%2F%3Ftoken%3Dhunter22", "/x?next=https://a.test/?token%3D{}"),
        ("/x?q=my+token%3Dhunter22", "/x?q=my+token%3D{}"),
        ("/x?q=%7B%22password%22%3A%22hunter22%22%7D", "/x?q=%7B%22password%22:%22{}%22%7D"),
        ("//", "//"),
    ],
)
def test_urls(url, shown):
    made = redacted_url(url, Seeking(KEY))
    assert made == shown.replace("{}", HIDDEN)
    assert redacted_url(made, Seeking(KEY)) == made


def test_a_segment_that_looks_drawn_at_random_is_a_secret():
    made = redacted_path(f"/hooks/{RANDOM}/send", Seeking(KEY))
    assert made == f"/hooks/{Seeking(KEY).secret(RANDOM)}/send"


def test_what_is_to_be_kept_stays():
    query = f"token=hunter22&q={RANDOM}"
    assert redacted_query(query, Seeking(KEY, Rules.of([], ["token", "q"]))) == query
    assert redacted_query("", Seeking(KEY)) == ""


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("a=1&b=2", True),
        ("a=1&b", True),
        ("user%5Bname%5D=a+b", True),
        ("a = 1", False),
        ("hello", False),
        ("=1", False),
    ],
)
def test_forms(text, is_one):
    assert is_form(text) is is_one


@pytest.mark.parametrize("user", ["sk_live_4eC39HqLyjWDarjtT1zdp7dc", "sk_live_4eC39HqLyjWDarjtT1zdp7dc:x"])
def test_a_user_may_be_a_token(user):
    assert "sk_live" not in redacted_url(f"https://{user}@a.test/", Seeking(KEY))


def test_a_user_that_is_a_name_stays():
    assert redacted_url("https://ann@a.test/", Seeking(KEY)) == "https://ann@a.test/"


def test_a_url_in_a_url_in_a_url():
    inner = quote(quote("https://a.test/?token=hunter22", safe=""), safe="")
    made = redacted_url(f"/?next={inner}&n=%2541", Seeking(KEY))
    assert "hunter22" not in made
    assert made.endswith("&n=%2541")
    assert redacted_url(made, Seeking(KEY)) == made
