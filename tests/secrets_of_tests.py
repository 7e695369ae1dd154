"""Values for tests of redaction: secrets of twelve shapes, harmless values of many kinds; all from a seed."""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random
from string import ascii_letters, ascii_uppercase, digits
from urllib.parse import quote, quote_plus

ALPHANUMERIC = ascii_letters + digits
KIND = "PRIVATE" + " KEY"
"""Of a block in PEM; in two words, so that nobody takes this file for one that has a key in it."""
BASE32 = ascii_uppercase + "234567"
NAMED = frozenset({"password", "pin", "hexadecimal"})
"""Shapes that only a name tells from other values."""


def drawn(chance: Random, length: int, alphabet: str = ALPHANUMERIC) -> str:
    return "".join(chance.choice(alphabet) for _ in range(length))


def for_urls(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sum_of(number: str) -> int:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return doubled + sum(map(int, number[-1::-2]))


def card(chance: Random) -> str:
    beginning = chance.choice(["4", "51", "55", "2221"])
    number = beginning + drawn(chance, 15 - len(beginning), digits)
    return number + str(-sum_of(number + "0") % 10)


def jwt(chance: Random) -> str:
    head = for_urls(b'{"alg":"HS256","typ":"JWT"}')
    claims = {"sub": drawn(chance, 6), "exp": 1_700_000_000 + chance.randrange(10**6)}
    return f"{head}.{for_urls(json.dumps(claims).encode())}.{for_urls(chance.randbytes(32))}"


def private_key(chance: Random) -> str:
    text = base64.b64encode(chance.randbytes(300)).decode()
    lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return f"-----BEGIN {KIND}-----\n{lines}\n-----END {KIND}-----\n"


SHAPES: Mapping[str, Callable[[Random], str]] = {
    "github": lambda chance: f"ghp_{drawn(chance, 36)}",
    "aws": lambda chance: f"AKIA{drawn(chance, 16, BASE32)}",
    "slack": lambda chance: f"xoxb-{drawn(chance, 12, digits)}-{drawn(chance, 24)}",
    "stripe": lambda chance: f"sk_live_{drawn(chance, 24)}",
    "google": lambda chance: f"AIza{drawn(chance, 35)}",
    "jwt": jwt,
    "card": card,
    "private_key": private_key,
    "random": lambda chance: drawn(chance, 40),
    "random_base64": lambda chance: base64.b64encode(chance.randbytes(30)).decode(),
    "password": lambda chance: f"P{drawn(chance, 3)}! {drawn(chance, 5)}/ü&{drawn(chance, 4, digits)}",
    "hexadecimal": lambda chance: chance.randbytes(16).hex(),
}
PLACES = ("query", "header", "cookie", "json", "form", "basic")


def secrets(seed: int, count: int = 200) -> list[tuple[str, str, str]]:
    """Shape, place and secret; each shape comes at each place."""
    chance = Random(seed)
    shapes = list(SHAPES)
    return [
        (
            shape := shapes[number % len(shapes)],
            PLACES[(number // len(shapes)) % len(PLACES)],
            SHAPES[shape](chance),
        )
        for number in range(count)
    ]


def traces_of(secret: str) -> set[bytes]:
    """What must not be anywhere of a secret: its spellings, and what base64 makes of it."""
    raw = secret.encode()
    told = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), escape(secret)}
    told |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    for before in range(3):
        packed = base64.b64encode(b"\0" * before + raw).decode()
        whole = packed[4 if before else 0 : (before + len(raw)) // 3 * 4]
        told |= {whole, whole.replace("+", "-").replace("/", "_")}
    if secret.startswith("-----BEGIN"):
        told |= {line for line in secret.splitlines() if len(line) == 64}
    if secret.count(".") == 2:
        told |= {secret.rpartition(".")[2]}
    return {text.encode() for text in told}


WORDS = (
    *("internationalization", "misunderstanding", "counterrevolutionary", "electroencephalographically"),
    *("Donaudampfschifffahrtsgesellschaft", "Rindfleischetikettierung", "incomprehensibilities"),
    *(
        "orderConfirmationEmailTemplate",
        "ProductCatalogServiceV2Handler",
        "blue-cotton-shirt-size-42-xl-2024",
    ),
    *(
        "com.example.shop.checkout.PaymentService",
        "application/vnd.api+json",
        "getUserAccountSettingsByName2",
    ),
)
NAMES = ("Ann Müller", "Bob O'Neil", "Clara Yamamoto", "Dieter Nguyễn", "Émile Andersson", "Fatima García")
TOWNS = ("Springfield", "Berlin", "Saint-Rémy-de-Provence", "Llanfairpwllgwyngyll")


def moment(chance: Random) -> datetime:
    return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(10**8))


def picture(chance: Random) -> str:
    begun = chance.choice([b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF", b"GIF89a"])
    return base64.b64encode(begun + chance.randbytes(chance.randrange(50, 300))).decode()


HARMLESS: tuple[Callable[[Random], str], ...] = (
    lambda chance: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
    lambda chance: hashlib.sha256(chance.randbytes(4)).hexdigest(),
    lambda chance: hashlib.md5(chance.randbytes(4)).hexdigest(),
    lambda chance: hashlib.sha1(chance.randbytes(4)).hexdigest(),
    lambda chance: f'W/"{hashlib.md5(chance.randbytes(4)).hexdigest()}"',
    lambda chance: f'"{chance.randrange(10**6):x}-{chance.randrange(10**9):x}"',
    lambda chance: moment(chance).isoformat(),
    lambda chance: moment(chance).strftime("%Y-%m-%dT%H:%M:%S.123Z"),
    lambda chance: moment(chance).strftime("%a, %d %b %Y %H:%M:%S GMT"),
    lambda chance: str(int(moment(chance).timestamp() * 1000)),
    lambda chance: f"{chance.randrange(10**6) / 100:.2f}",
    lambda chance: chance.choice(NAMES),
    lambda chance: (
        f"{chance.randrange(200)} Main Street, {chance.randrange(10**5):05} {chance.choice(TOWNS)}"
    ),
    lambda chance: f"SKU-{drawn(chance, 4, ascii_uppercase)}-{chance.randrange(10**5)}-XL",
    picture,
    lambda chance: f"data:image/png;base64,{picture(chance)}",
    lambda chance: chance.choice(WORDS),
    lambda chance: (
        f"https://shop.test/products/{chance.choice(WORDS).lower()}?page={chance.randrange(50)}&sort=asc"
    ),
    lambda chance: f"/static/js/main.{chance.getrandbits(32):08x}.chunk.js",
    lambda chance: str(chance.randrange(10**9, 10**15)),
    lambda chance: f"{drawn(chance, 8).lower()}@mail.test",
    lambda chance: f"+49 {chance.randrange(100, 999)} {chance.randrange(10**6, 10**7)}",
    lambda chance: f"DE{chance.randrange(10, 99)} {' '.join(drawn(chance, 4, digits) for _ in range(4))} 00",
    lambda chance: (
        f"Mozilla/5.0 (X11; Linux x86_64) Chrome/{chance.randrange(90, 130)}.0.{chance.randrange(9999)}.1"
    ),
)


def harmless(seed: int, count: int = 1000) -> Iterator[str]:
    """Harmless values, each kind as often as the others."""
    chance = Random(seed)
    for number in range(count):
        yield HARMLESS[number % len(HARMLESS)](chance)
