import json
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode

import pytest

from smockproxy.core.redaction.rules import DEEPEST
from smockproxy.core.redaction.seeking import Seeking
from smockproxy.core.redaction.tokens import redacted_base64, redacted_basic, redacted_jwt, text_in_base64

KEY = b"a key of the run"
HIDDEN = Seeking(KEY).secret("hunter22")


def part(raw):
    return urlsafe_b64encode(raw if isinstance(raw, bytes) else raw.encode()).rstrip(b"=").decode()


def read(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def jwt(claims, signature=bytes(range(32))):
    return f"{part(json.dumps({'alg': 'HS256', 'kid': '1'}))}.{part(json.dumps(claims))}.{part(signature)}"


def test_a_jwt_stays_one_that_can_be_read():
    token = jwt({"sub": "ann", "exp": 1_800_000_000, "password": "hunter22"})
    made = redacted_jwt(token, Seeking(KEY), 0)
    head, payload, signature = made.split(".")
    assert head == token.split(".")[0]
    assert json.loads(read(payload)) == {"sub": "ann", "exp": 1_800_000_000, "password": HIDDEN}
    assert len(read(signature)) == 32
    assert read(signature) != bytes(range(32))
    assert redacted_jwt(made, Seeking(KEY), 0) == made


def test_a_jwt_without_a_signature_has_none():
    assert redacted_jwt(jwt({"sub": "ann"}, b""), Seeking(KEY), 0) == jwt({"sub": "ann"}, b"")


def test_what_nobody_can_read_becomes_other_bytes():
    head = part('{"alg":"dir","enc":"A256GCM"}')
    token = ".".join((head, "", part(b"iv" * 8), part(b"text" * 8), part(b"tag" * 8)))
    made = redacted_jwt(token, Seeking(KEY), 0).split(".")
    assert made[:2] == [head, ""]
    assert [len(each) for each in made] == [len(each) for each in token.split(".")]
    assert not {part(b"iv" * 8), part(b"text" * 8), part(b"tag" * 8)} & set(made)
    signed = f"{head}.{part(b'no json at all')}.{part(b'tag' * 8)}.{part(b'more' * 5)}"
    made = redacted_jwt(signed, Seeking(KEY), 0).split(".")
    assert len(made) == 4
    assert part(b"no json at all") not in made


def test_parts_that_are_no_base64_are_secrets():
    head = part('{"alg":"HS256"}')
    assert redacted_jwt(f"{head}.a.b", Seeking(KEY), 0).count("redacted-") == 2


def test_what_has_no_json_in_front_is_no_jwt():
    assert redacted_jwt("eyJhbGci.b.c", Seeking(KEY), 0) is None


@pytest.mark.parametrize("credentials", ["ann:hunter22", "ünn:hunter22"])
def test_basic(credentials):
    packed = b64encode(credentials.encode()).decode()
    made = redacted_basic(packed, Seeking(KEY))
    assert text_in_base64(made) == f"{credentials[:3]}:{HIDDEN}"
    assert redacted_basic(made, Seeking(KEY)) == made


def test_basic_that_is_none_is_a_secret():
    assert redacted_basic("hunter22", Seeking(KEY)) == HIDDEN


def test_base64_is_looked_into():
    packed = b64encode(b'{"password": "hunter22"}').decode()
    made = redacted_base64(packed, Seeking(KEY), 0)
    assert text_in_base64(made) == f'{{"password": "{HIDDEN}"}}'
    assert redacted_base64(packed, Seeking(KEY), DEEPEST) == packed
    assert redacted_base64("no base64!", Seeking(KEY), 0) == "no base64!"
    assert redacted_base64("aGVsbG8gd29ybGQ=", Seeking(KEY), 0) == "aGVsbG8gd29ybGQ="


@pytest.mark.parametrize(
    "run",
    [
        "",
        "a",
        "not text: \x00",
        b64encode(b"\x00\x01\x02" * 8).decode(),
        b64encode(b"a text in front, a text in front, and then \xff\xfe").decode(),
        b64encode(b"a text in front, a text in front, and then \x00\x01").decode(),
        "aGVsbG8gd29ybGR=",
        "aGVsbG8===a",
    ],
)
def test_no_text_in_base64(run):
    assert text_in_base64(run) is None


def test_the_alphabet_and_the_padding_stay():
    for packed in (b64encode(b"??>>password=hunter22").decode(), part(b"??>>password=hunter22x")):
        made = redacted_base64(packed, Seeking(KEY), 0)
        assert made != packed
        assert ("-" in made or "_" in made) == ("-" in packed or "_" in packed)
        assert made.endswith("=") == packed.endswith("=") or len(made) % 4 == 0


@pytest.mark.parametrize("password", ["", "x", "x-oauth-basic"])
def test_a_user_without_a_password_is_a_token(password):
    sent = b64encode(f"hunter22:{password}".encode()).decode()
    made = b64decode(redacted_basic(sent, Seeking(KEY))).decode()
    assert made.startswith(f"{Seeking(KEY).secret('hunter22')}:")


def test_a_user_that_looks_like_a_token_is_one():
    sent = b64encode(b"sk_live_4eC39HqLyjWDarjtT1zdp7dc:hunter22").decode()
    assert "sk_live" not in b64decode(redacted_basic(sent, Seeking(KEY))).decode()
