"""With --sessions-dir the banks of `mocks/banking` go on where a process was that was killed, or stopped."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.banking.bank import BANKS, Customer
from tests.acceptance.banking.conftest import bank_file
from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy

WRITTEN_WITHIN = 0.3
"""Seconds after which what has happened is on disk, three times what is promised."""


@pytest.mark.parametrize("end", [Smockproxy.kill, Smockproxy.stop])
def test_balances_histories_and_ids_go_on(
    start: Start, tmp_path: Path, end: Callable[[Smockproxy], object]
) -> None:
    files = {f"{engine}.yml": bank_file(engine) for engine in BANKS}
    smockproxy = start(files, "--unmatched", "refuse", "--sessions-dir", str(tmp_path / "kept"))
    before = {base: first_day(smockproxy, base) for base in BANKS.values()}
    time.sleep(WRITTEN_WITHIN)
    end(smockproxy)
    smockproxy.ready_file.unlink(missing_ok=True)
    smockproxy.start()
    for base, histories in before.items():
        second_day(smockproxy, base, histories)


def first_day(smockproxy: Smockproxy, base: str) -> list[list[dict[str, object]]]:
    """Two accounts with 600 and 100; their histories."""
    customer = Customer.of(smockproxy, base)
    with customer.client:
        pair = [customer.open_account(), customer.open_account("CUST002")]
        assert pair == ["ACC001", "ACC002"]
        for path, amount in (("deposit", 1000), ("withdraw", 300)):
            assert customer.post(f"/accounts/ACC001/{path}", {"amount": amount}).status == 200
        assert transfer(customer, 100) == "TRF001"
        return [customer.transactions(account) for account in pair]


def second_day(smockproxy: Smockproxy, base: str, histories: list[list[dict[str, object]]]) -> None:
    """All is there, and what comes next has the next ids."""
    customer = Customer.of(smockproxy, base)
    with customer.client:
        assert [customer.balance(account) for account in ("ACC001", "ACC002")] == [600, 100]
        assert [customer.transactions(account) for account in ("ACC001", "ACC002")] == histories
        assert customer.open_account() == "ACC003"
        deposit = customer.post("/accounts/ACC003/deposit", {"amount": 5})
        assert (deposit.json["transactionId"], deposit.json["balance"]) == ("TXN005", 5)
        assert transfer(customer, 600) == "TRF002"
        assert [customer.balance(account) for account in ("ACC001", "ACC002")] == [0, 700]
        refused = customer.post("/accounts/ACC001/withdraw", {"amount": 1})
        assert (refused.status, refused.json["code"]) == (400, "INSUFFICIENT_FUNDS")


def transfer(customer: Customer, amount: float) -> str:
    """The id of a transfer from the first account to the second."""
    order = {"fromAccount": "ACC001", "toAccount": "ACC002", "amount": amount}
    answer = customer.post("/transfers", order)
    assert answer.status == 200, answer.text
    return str(answer.json["transferId"])
