"""The boundary of the parser: what one of the two takes, refuses or waits for, the other does, too."""

import random
from collections.abc import Iterator
from itertools import product

import pytest

from tests.acceptance.lane.comparing import compare, fail_for, heard_differences
from tests.acceptance.lane.malformed import CHUNKS, FRAMINGS, ODD
from tests.acceptance.lane.player import Burst, burst
from tests.acceptance.lane.servers import Pair

HOSTED = b"Host: lane.test\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
PLAIN = b"GET /plain HTTP/1.1\r\n" + HOSTED + b"\r\n"
SECOND = b"GET /json HTTP/1.1\r\n" + HOSTED + b"X-Second: yes\r\n\r\n"
KINDS = {
    "static": PLAIN,
    "absolute": b"GET http://lane.test/json HTTP/1.1\r\nHost: lane.test\r\n\r\n",
    "head": b"HEAD /plain HTTP/1.1\r\n" + HOSTED + b"\r\n",
    "length": b"POST /c/body HTTP/1.1\r\n" + HOSTED + b"Content-Length: 5\r\n\r\nexact",
    "chunked": b"POST /c/body HTTP/1.1\r\n" + HOSTED + CHUNKED + b"\r\n2\r\nex\r\n3\r\nact\r\n0\r\n\r\n",
    "script": b"POST /s/lua HTTP/1.1\r\n" + HOSTED + b"Content-Length: 2\r\n\r\nhi",
    "miss": b"GET /nothing HTTP/1.1\r\n" + HOSTED + b"\r\n",
    "late": b"GET /u/delay HTTP/1.1\r\n" + HOSTED + b"\r\n",
    "no content": b"DELETE /status/204 HTTP/1.1\r\n" + HOSTED + b"\r\n",
    "closing": b"GET /plain HTTP/1.1\r\n" + HOSTED + b"Connection: close\r\n\r\n",
}
SPLIT = ["static", "absolute", "length", "chunked", "no content", "miss"]


def test_odd_heads_and_bodies(pair: Pair) -> None:
    small = [Burst(name, (sent,)) for name, sent in ODD.items() if len(sent) < 20_000]
    compare(pair, [*small, Burst("plain", (PLAIN,))])


def test_large_heads(pair: Pair) -> None:
    large = [Burst(name, (sent,)) for name, sent in ODD.items() if len(sent) >= 20_000]
    compare(pair, [*large, Burst("plain", (PLAIN,))])


def test_requests_that_two_readers_would_see_differently_hide_no_second_one(pair: Pair) -> None:
    rest = b"5\r\nhello\r\n0\r\n\r\n" + SECOND
    framings = {name: more.encode("latin-1") + b"\r\n" + rest for name, more in FRAMINGS.items()}
    framings |= {name: CHUNKED + b"\r\n" + body.encode("latin-1") + SECOND for name, body in CHUNKS.items()}
    head = b"POST /c/any-method HTTP/1.1\r\n" + HOSTED
    whole = [Burst(name, (head + more,)) for name, more in framings.items() if len(more) < 20_000]
    halves = [Burst(f"{name}, later", (head, more)) for name, more in framings.items() if len(more) < 20_000]
    compare(pair, [*whole, *halves, Burst("plain", (PLAIN,))])


@pytest.mark.parametrize("names", [SPLIT[:3], SPLIT[3:]])
def test_split_at_every_byte(pair: Pair, names: list[str]) -> None:
    """Held against the whole request without the lane."""
    pair.begin()
    splits = [
        Burst(f"{name} at {at}", (KINDS[name][:at], KINDS[name][at:]))
        for name in names
        for at in range(1, len(KINDS[name]))
    ]
    whole = burst(pair.reference.url, [Burst(name, (KINDS[name],)) for name in names])
    expected = [heard for name, heard in zip(names, whole, strict=True) for _ in KINDS[name][1:]]

    heard = burst(pair.lane.url, splits)

    fail_for(list(heard_differences(pair, splits, expected, heard)))
    assert len(pair.lane.settled(2 * len(splits))) == 2 * len(splits)


def test_byte_by_byte(pair: Pair) -> None:
    bursts = [Burst(name, tuple(bytes([byte]) for byte in sent)) for name, sent in KINDS.items()]
    compare(pair, bursts, pause=0.004)


def test_pipelined_pairs(pair: Pair) -> None:
    compare(pair, [Burst(f"{a}+{b}", (KINDS[a] + KINDS[b],)) for a, b in product(KINDS, repeat=2)])


def test_pipelined_triples_in_pieces(pair: Pair) -> None:
    compare(pair, list(triples(random.Random(11), 120)))


def triples(chance: random.Random, count: int) -> Iterator[Burst]:
    """Three requests each, cut at a place or two that have nothing to do with where they end."""
    for _ in range(count):
        names = chance.choices(list(KINDS), k=3)
        sent = b"".join(KINDS[name] for name in names)
        first, second = sorted(chance.sample(range(1, len(sent)), 2))
        yield Burst("+".join(names), (sent[:first], sent[first:second], sent[second:]))


RUBBISH = [bytes([byte]) for byte in b'\0\t\n\r "#%,/:;?@[\\]{|}\x7f\x80\xff0aAzZ'] + [
    *(b"\r\n", b"\r\n\r\n", b"\n\n", b"\r\n ", b"HTTP/1.0", b"HTTP/1.1", b" HTTP/1.1\r\n", b"http://"),
    *(
        b"Content-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Connection: close\r\n",
        b"Host: b.test\r\n",
    ),
    *(
        b"Expect: 100-continue\r\n",
        b"0\r\n\r\n",
        b"5\r\nhello\r\n",
        b"chunked",
        b"close",
        b"HEAD",
        b"CONNECT",
    ),
    *(b"X-Smockproxy-Session: ada\r\n", b"Proxy-Authorization: Basic YWRhOg==\r\n", b"smock.proxy", b"[::1]"),
]


def mutated(sent: bytes, chance: random.Random) -> bytes:
    """The bytes with one to three changes."""
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        at = chance.randrange(len(sent))
        match chance.randrange(5):
            case 0:
                sent = sent[:at] + chance.choice(RUBBISH) + sent[at:]
            case 1:
                sent = sent[:at] + chance.choice(RUBBISH) + sent[at + 1 :]
            case 2:
                sent = sent[:at] + sent[at + chance.randrange(1, 6) :] or b"\0"
            case 3:
                end = at + chance.randrange(1, 30)
                sent = sent[:end] + sent[at:end] + sent[end:]
            case _:
                lines = sent.split(b"\r\n")
                lines.insert(chance.randrange(len(lines)), chance.choice(lines))
                sent = b"\r\n".join(lines)
    return sent


@pytest.mark.parametrize("seed", range(3))
def test_mutations(pair: Pair, seed: int) -> None:
    chance = random.Random(seed)
    kinds = [sent for name, sent in KINDS.items() if name not in {"late", "script"}]
    bursts = [Burst(f"seed {seed}", (mutated(chance.choice(kinds), chance) + SECOND,)) for _ in range(250)]
    compare(pair, [*bursts, Burst("plain", (PLAIN,))])
