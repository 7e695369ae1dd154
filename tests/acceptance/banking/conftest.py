"""The four banks as they are served, empty before each test."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.acceptance.banking.bank import BANKS, COPIES, Customer
from tests.acceptance.conftest import Start
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.process import Smockproxy


def bank_file(engine: str) -> str:
    """The mocks of a bank."""
    return (ROOT / "mocks" / "banking" / f"{engine}.yml").read_text(encoding="utf-8")


def copied_file(engine: str) -> str:
    """The mocks of a bank, changed to another host and without a prefix: nothing else hangs on them."""
    text = bank_file(engine).replace("/api/", "/")
    return text.replace(urlsplit(BANKS[engine]).netloc, urlsplit(COPIES[engine]).netloc)


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    files = {f"{engine}.yml": bank_file(engine) for engine in BANKS}
    copies = {f"copied/{engine}.yml": copied_file(engine) for engine in BANKS}
    return start_for_module(files | copies, "--unmatched", "refuse")


@pytest.fixture
def smockproxy(served: Smockproxy) -> Smockproxy:
    served.reset()
    return served


@pytest.fixture(params=BANKS)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def customer(smockproxy: Smockproxy, engine: str) -> Iterator[Customer]:
    customer = Customer.of(smockproxy, BANKS[engine])
    with customer.client:
        yield customer
