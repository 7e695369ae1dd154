"""The four banks as they are served, empty before each test."""

from collections.abc import Iterator

import pytest

from tests.acceptance.banking.bank import BANKS, Customer
from tests.acceptance.conftest import Start
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.process import Smockproxy


def bank_file(engine: str) -> str:
    """The mocks of a bank."""
    return (ROOT / "mocks" / "banking" / f"{engine}.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    return start_for_module({f"{engine}.yml": bank_file(engine) for engine in BANKS}, "--unmatched", "refuse")


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
