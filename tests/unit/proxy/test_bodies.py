from smockproxy.proxy.bodies import KeptBody


def kept(limit: int, *pieces: bytes) -> KeptBody:
    body = KeptBody(limit)
    for piece in pieces:
        body.feed(piece)
    return body


def test_everything_up_to_the_limit_is_kept() -> None:
    body = kept(6, b"abc", b"", b"def")
    assert (body.content, body.size, body.is_cut) == (b"abcdef", 6, False)


def test_beyond_the_limit_bytes_are_only_counted() -> None:
    body = kept(4, b"abc", b"def", b"ghi")
    assert (body.content, body.size, body.is_cut) == (b"abcd", 9, True)


def test_nothing_is_kept_at_a_limit_of_nothing() -> None:
    body = kept(0, b"abc")
    assert (body.content, body.size, body.is_cut) == (b"", 3, True)


def test_an_empty_body() -> None:
    assert (kept(3).content, kept(3).size, kept(3).is_cut) == (b"", 0, False)


def test_the_beginning_of_what_was_kept() -> None:
    body = kept(6, b"abc", b"def")
    assert body.prefix(4) == b"abcd"
    assert body.prefix(9) == b"abcdef"
    assert body.prefix(9) is body.content


def test_it_can_be_read_and_fed_on() -> None:
    body = kept(9, b"abc")
    assert body.content == b"abc"
    body.feed(b"def")
    assert body.content == b"abcdef"
