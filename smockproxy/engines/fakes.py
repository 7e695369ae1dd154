"""Invented names, addresses and the like: `faker.name()` of every language, by the library Faker.

Faker is an extra. What it draws follows the call's draws and clock: a second run invents the same.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache, partial
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any

from smockproxy.engines.arguments import counted
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.plain import plain

NAME = "faker"
"""What scripts call it."""
INSTALLED_BY = "pip install 'smockproxy[faker]'"
NAMES = frozenset((
    *("name", "first_name", "last_name", "prefix", "suffix", "user_name", "password", "job", "ssn"),
    *("email", "safe_email", "free_email", "company_email", "phone_number"),
    *("company", "company_suffix", "catch_phrase", "bs"),
    *("address", "street_address", "street_name", "building_number", "secondary_address", "city", "state"),
    *("state_abbr", "postcode", "zipcode", "country", "country_code", "latitude", "longitude", "timezone"),
    *("word", "words", "sentence", "sentences", "paragraph", "paragraphs", "text", "slug", "emoji"),
    *("color_name", "hex_color", "file_name", "file_extension", "mime_type", "locale", "language_code"),
    *("url", "domain_name", "hostname", "ipv4", "ipv6", "mac_address", "user_agent", "uri_path"),
    *("uuid4", "md5", "sha1", "sha256", "boolean", "numerify", "lexify", "bothify", "pyint", "pyfloat"),
    *("credit_card_number", "credit_card_provider", "credit_card_security_code", "iban", "bban", "swift"),
    *("currency_code", "currency_name", "cryptocurrency_code", "pricetag"),
    *("day_of_week", "month_name", "ean13", "isbn13", "license_plate", "vin"),
))  # fmt: skip
"""Those of Faker's methods that scripts may call: they give text, numbers or lists, and know no clock."""
YEAR = timedelta(days=365.2425)
FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
OLDEST, YOUNGEST = 90, 18
"""Years of those whose date of birth is invented."""
LONGEST_VALID = 5
"""Years that a credit card has left at most."""


def fake(now: float, random: Random, name: str, *given: Any, **named: Any) -> Any:
    """Something invented: what Faker's method of that name gives. Raises `ScriptError`."""
    generator = faker()
    generator.random = random
    if name in DATED:
        dated = partial(DATED[name], generator, datetime.fromtimestamp(now, UTC))
        return counted(f"{NAME}.{name}", dated)(*given, **named)
    if name not in NAMES:
        raise ScriptError(_unknown(name))
    try:
        made = counted(f"{NAME}.{name}", getattr(generator, name))(*given, **named)
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise ScriptError(f"{NAME}.{name}: {error}") from error
    return plain(float(made) if name in {"latitude", "longitude"} else made, f"{NAME}.{name}")


@cache
def faker() -> Any:
    """Faker's generator, which takes a while to make. Raises `ScriptError` where it is not installed."""
    try:
        from faker import Factory  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise ScriptError(f"{NAME} is not installed here: {INSTALLED_BY}") from error
    return Factory.create("en_US")


def _unknown(name: str) -> str:
    near = get_close_matches(str(name), NAMES | DATED.keys(), n=1)
    hint = f"did you mean {near[0]}?" if near else "expected name, email, address, company, date or the like"
    return f"{NAME} has no {name!r:.60}: {hint}"


# -- what depends on the clock: on that of the call, not on Faker's own --------------------


def _moment(generator: Any, first: datetime, last: datetime) -> datetime:
    return first + (last - first) * float(generator.random.random())


def _date_time(generator: Any, now: datetime) -> str:
    moment = _moment(generator, FIRST_MOMENT, now)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _date(generator: Any, now: datetime) -> str:
    return _date_time(generator, now)[: len("2026-01-01")]


def _time(generator: Any, now: datetime) -> str:
    return _date_time(generator, now)[len("2026-01-01T") : -len("Z")]


def _year(generator: Any, now: datetime) -> str:
    return _date_time(generator, now)[: len("2026")]


def _date_of_birth(generator: Any, now: datetime) -> str:
    born: date = _moment(generator, now - OLDEST * YEAR, now - YOUNGEST * YEAR).date()
    return born.isoformat()


def _credit_card_expire(generator: Any, now: datetime) -> str:
    return _moment(generator, now, now + LONGEST_VALID * YEAR).strftime("%m/%y")


DATED: Mapping[str, Callable[..., str]] = {
    "date_time": _date_time,
    "date": _date,
    "time": _time,
    "year": _year,
    "date_of_birth": _date_of_birth,
    "credit_card_expire": _credit_card_expire,
}
"""Those whose outcome depends on the moment."""
