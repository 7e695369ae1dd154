from base64 import b64encode

import pytest

from smockproxy.core.redaction.rules import DEEPEST, Rules
from smockproxy.core.redaction.seeking import NO_RULES, Seeking
from smockproxy.core.redaction.texts import NAMES, redacted_text
from smockproxy.core.secretnames import ENDS, HEADERS, PARAMETERS

KEY = b"a key of the run"
HIDDEN = Seeking(KEY).secret("hunter22")
RANDOM = "k3Jx9QpLw2RtYsNv8UcXbM5z"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJlLW9mLWEtdG9rZW4"


def shown(text, name="", rules=NO_RULES):
    return redacted_text(text, Seeking(KEY, rules), 0, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password=hunter22, ok", "password={}, ok"),
        ("password: hunter22.", "password: {}."),
        ('password = "hunter22"', 'password = "{}"'),
        ("password='hunter22'", "password='{}'"),
        ("the password: required", "the password: required"),
        ("a token: of love1", "a token: of love1"),
        ("page=hunter22", "page=hunter22"),
        ("Bearer hunter22", "Bearer {}"),
        ("bearer of news, token economy", "bearer of news, token economy"),
        ("Basic information", "Basic information"),
        (f"Basic {b64encode(b'ann:hunter22').decode()}", "Basic {basic}"),
        ("<password>hunter22</password>", "<password>{}</password>"),
        ('<ns:Password Type="x">hunter22</ns:Password>', '<ns:Password Type="x">{}</ns:Password>'),
        ("<password> </password><note>hunter22</note>", "<password> </password><note>hunter22</note>"),
        ('<input name="csrf_token" value="hunter22">', '<input name="csrf_token" value="{}">'),
        ("<input value='hunter22' name='password'/>", "<input value='{}' name='password'/>"),
        ('<meta name="csrf-token" content="hunter22">', '<meta name="csrf-token" content="{}">'),
        ('<input name="password" value="">', '<input name="password" value="">'),
        ('<input name="password"><input name="note" value="hunter22">', None),
        ("see https://ann:hunter22@a.test/ and x", "see https://ann:{}@a.test/ and x"),
        ("a: 4111 1111 1111 1112", None),
        ("abc", None),
        ("some-eyJ.words-of-others", None),
        ("a long run of words: internationalization/of/everything.html", None),
    ],
)
def test_running_text(text, expected):
    basic = b64encode(f"ann:{HIDDEN}".encode()).decode()
    made = shown(text)
    assert made == (expected or text).replace("{}", HIDDEN).replace("{basic}", basic)
    assert shown(made) == made


def test_a_card_keeps_its_signs():
    made = shown("pay with 4111-1111 1111 1111 now")
    assert made.startswith("pay with 4111-")
    assert made.endswith(" now")
    assert (made[18], made[23], len(made)) == (" ", " ", 32) != made[14:18]
    assert "1111 1111" not in made
    assert shown(made) == made


@pytest.mark.parametrize("text", [PEM, PEM.replace("\n", "\\n"), PEM.replace("\n", " ")])
def test_a_private_key_is_replaced_as_a_whole(text):
    made = shown(f"key: {text} end")
    assert "MIIEow" not in made
    assert made.startswith("key: -----BEGIN RSA PRIVATE KEY-----")
    assert made.endswith("-----END RSA PRIVATE KEY----- end")
    assert "redacted-" in made
    assert shown(made) == made


def test_a_private_key_without_its_end_is_too():
    assert "IBAAKC" not in shown(PEM[:50])


@pytest.mark.parametrize(
    "text", [RANDOM, f"id {RANDOM}!", f"/hooks/{RANDOM}", f"AKIAIOSFODNN7EXAMPLE/{RANDOM}"]
)
def test_what_looks_random_or_has_a_prefix(text):
    made = shown(text)
    assert "redacted-" in made
    assert "AKIA" not in made
    assert shown(made) == made


def test_a_name_says_that_it_is_none():
    assert shown(RANDOM, "order_id") == RANDOM
    assert shown(RANDOM[:15], "key") != RANDOM[:15]
    assert shown(RANDOM[:15], "note") == RANDOM[:15]


def test_a_jwt_is_one_afterwards():
    made = shown(f"x {JWT} y")
    assert made.count(".") == 2
    assert made.startswith("x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.")
    assert JWT not in made
    assert shown(made) == made
    assert redacted_text(JWT, Seeking(KEY), DEEPEST, "") == JWT
    assert shown("eyJub2pzb24.eyJub2pzb24.abc") == "eyJub2pzb24.eyJub2pzb24.abc"


def test_base64_is_read_in_paths_as_well():
    packed = b64encode(b"password=hunter22").decode().rstrip("=")
    assert packed not in shown(f"/x/{packed}")
    assert shown(f"/x/{b64encode(b'nothing in here').decode()}").startswith("/x/bm90")


def test_base64_with_slashes_is_one():
    text = "q83vEjRWeJASNF/4kBI0Vn+Q9wxYzKd3mPs="
    assert shown(text).startswith("redacted-")
    assert shown(f"/{text}").startswith("redacted-")
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ/q83vEjRWeJASNF4kBI0Vn"
    assert shown(f"data:image/png;base64,{picture}") == f"data:image/png;base64,{picture}"


def test_patterns_of_the_user():
    def spans(text):
        at = text.find("tenant-")
        return [(at, at + 11)] if at >= 0 else []

    rules = Rules.of([], [], [spans])
    assert shown("a tenant-1234 b", rules=rules) == f"a {Seeking(KEY).secret('tenant-1234')} b"
    assert shown("nothing", rules=rules) == "nothing"


def test_names_of_the_user():
    assert shown("colour=hunter22", rules=Rules.of(["colour"], [])) == f"colour={HIDDEN}"


def test_urls_within_urls_come_to_an_end():
    assert redacted_text("https://a.test/?token=x1", Seeking(KEY), DEEPEST, "") == "https://a.test/?token=x1"


def test_no_name_of_a_secret_is_passed_over():
    names = {*HEADERS, *PARAMETERS, *ENDS}
    assert {name for name in names if not any(word in name for word in NAMES)} == set()


@pytest.mark.parametrize(
    "text",
    [
        "<a href='/reset?a=1&amp;token=hunter22'>x</a>",
        '<a href="/reset?token=hunter22">x</a>',
        "error:token=hunter22",
        "user: ann\npassword: hunterss\n",
        "- password: hunterss\r\n  user: ann",
        "user: ann\n  password: hunterss",
    ],
)
def test_names_within_the_values_of_others_and_in_lines(text):
    made = redacted_text(text, Seeking(KEY), 0)
    assert "hunter" not in made
    assert redacted_text(made, Seeking(KEY), 0) == made


@pytest.mark.parametrize(
    "text",
    [
        "password: required",
        "the password: required\nhere",
        "password: required  by\nus",
        " " * 200 + "password: required\n",
    ],
)
def test_a_sentence_is_no_line_of_a_name_and_a_value(text):
    assert redacted_text(text, Seeking(KEY), 0) == text


def test_pairs_in_pairs_are_looked_into_to_some_depth():
    assert redacted_text("a=" * 5000 + "b", Seeking(KEY), 0) == "a=" * 5000 + "b"
