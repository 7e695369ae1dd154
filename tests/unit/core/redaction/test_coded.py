import gzip
import zlib

import pytest

from smockproxy.core.http import Headers
from smockproxy.core.redaction import coded
from smockproxy.core.redaction.coded import NO_CODINGS, Coded, redacted_coded

PLAIN = b"a secret in a long enough text " * 20


def hide(body):
    return body.replace(b"secret", b"pseudonym")


def shown(body, coding):
    headers = Headers.of([("Content-Encoding", coding)] if coding else [])
    return redacted_coded(body, headers, hide, NO_CODINGS)


@pytest.mark.parametrize("coding", ["", "identity"])
def test_what_is_not_packed(coding):
    assert shown(PLAIN, coding) == Coded(hide(PLAIN))
    assert shown(b"", "gzip") == Coded(b"")


def test_what_was_packed_is_packed_again():
    assert gzip.decompress(shown(gzip.compress(PLAIN), "GZIP").body) == hide(PLAIN)
    assert zlib.decompress(shown(zlib.compress(PLAIN), "deflate").body) == hide(PLAIN)
    raw = zlib.compressobj(wbits=-15)
    packed = raw.compress(PLAIN) + raw.flush()
    assert zlib.decompress(shown(packed, "deflate").body) == hide(PLAIN)


def test_what_has_no_secret_stays_as_it_is():
    packed = gzip.compress(b"nothing" * 20)
    assert shown(packed, "gzip") == Coded(packed)
    assert shown(packed[:-10], "gzip") == Coded(packed[:-10])


def test_what_is_cut_is_kept_unpacked():
    assert shown(gzip.compress(PLAIN)[:-8], "gzip") == Coded(hide(PLAIN), is_plain=True)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip", "br, gzip"])
def test_what_cannot_be_read_is_not_kept_unless_it_is_a_text(coding):
    assert shown(b"\xff\xfe\xfd", coding) == Coded(b"")
    assert shown(b"\x00", coding) == Coded(b"")
    assert shown(b"a secret", coding) == Coded(b"a pseudonym")


def test_an_unknown_coding_hides_nothing():
    assert shown(b"\xff secret", "aws-chunked") == Coded(b"\xff pseudonym")


def test_what_would_be_too_much_is_not_kept(monkeypatch):
    monkeypatch.setattr(coded, "MOST_PLAIN", 100)
    assert shown(gzip.compress(PLAIN), "gzip") == Coded(b"")
