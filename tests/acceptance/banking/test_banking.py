"""The banks of `mocks/banking`: the same walk through each, alone and among many clients."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.acceptance.banking.bank import BANKS, COPIES, INVALID, NOT_FOUND, Customer
from tests.acceptance.banking.conftest import bank_file
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

CLIENTS = 20
BAD_AMOUNTS = ["0", "-1", "-0.5", '"100"', "null", "true", "[5]", '{"of": 5}', "1e999"]


def in_parallel(smockproxy: Smockproxy, base: str, act: Callable[[Customer, int], Any]) -> list[Any]:
    """What comes of it when so many clients do something at once, each on a connection of its own."""

    def one(number: int) -> Any:
        customer = Customer.of(smockproxy, base)
        with customer.client:
            return act(customer, number)

    with ThreadPoolExecutor(CLIENTS) as threads:
        return list(threads.map(one, range(CLIENTS)))


def walk(customer: Customer) -> None:
    """Every step of the banking service, on an empty bank."""
    opened = customer.post("/accounts", {"customerId": "CUST001"})
    assert (opened.status, opened.headers["content-type"]) == (201, "application/json")
    assert opened.json == {
        "accountId": "ACC001",
        "customerId": "CUST001",
        "balance": 0,
        "currency": "USD",
        "status": "active",
    }

    deposit = customer.post("/accounts/ACC001/deposit", {"amount": 1000})
    booked = {"transactionId": "TXN001", "type": "deposit", "amount": 1000}
    assert (deposit.status, deposit.json) == (200, {**booked, "balance": 1000})

    balance = customer.get("/accounts/ACC001")
    assert balance.status == 200
    assert balance.json == {"accountId": "ACC001", "balance": 1000, "currency": "USD", "status": "active"}

    withdrawal = customer.post("/accounts/ACC001/withdraw", {"amount": 300})
    booked = {"transactionId": "TXN002", "type": "withdrawal", "amount": 300}
    assert (withdrawal.status, withdrawal.json) == (200, {**booked, "balance": 700})

    refused = customer.post("/accounts/ACC001/withdraw", {"amount": 1000})
    assert (refused.status, refused.json) == (400, insufficient(700, 1000))
    assert customer.balance("ACC001") == 700

    assert customer.open_account("CUST002") == "ACC002"
    transfer = customer.post("/transfers", order("ACC001", "ACC002", 200))
    assert transfer.status == 200
    assert transfer.json == {
        "transferId": "TRF001",
        "fromAccount": "ACC001",
        "toAccount": "ACC002",
        "amount": 200,
        "status": "completed",
    }
    assert (customer.balance("ACC001"), customer.balance("ACC002")) == (500, 200)


def insufficient(balance: float, amount: float) -> dict[str, Any]:
    told = {"error": "Insufficient funds", "code": "INSUFFICIENT_FUNDS"}
    return {**told, "currentBalance": balance, "requestedAmount": amount}


def order(source: str, target: str, amount: float) -> dict[str, Any]:
    return {"fromAccount": source, "toAccount": target, "amount": amount}


def without_time(transactions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: part for name, part in each.items() if name != "timestamp"} for each in transactions]


def test_the_walk(customer: Customer) -> None:
    walk(customer)


@pytest.mark.parametrize("base", BANKS.values())
def test_over_https(smockproxy: Smockproxy, base: str) -> None:
    customer = Customer.of(smockproxy, base.replace("http:", "https:"))
    with customer.client:
        walk(customer)


@pytest.mark.parametrize("base", COPIES.values())
def test_copied_to_another_host_without_a_prefix(smockproxy: Smockproxy, base: str) -> None:
    customer = Customer.of(smockproxy, base)
    with customer.client:
        walk(customer)


def test_both_histories_tell_of_a_transfer(customer: Customer) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    walk(customer)
    sent, received = customer.transactions("ACC001"), customer.transactions("ACC002")
    assert without_time(sent) == [
        {"transactionId": "TXN001", "type": "deposit", "amount": 1000, "balanceAfter": 1000},
        {"transactionId": "TXN002", "type": "withdrawal", "amount": 300, "balanceAfter": 700},
        {
            "transactionId": "TXN003",
            "type": "transfer_out",
            "amount": 200,
            "balanceAfter": 500,
            "relatedAccount": "ACC002",
        },
    ]
    assert without_time(received) == [
        {
            "transactionId": "TXN004",
            "type": "transfer_in",
            "amount": 200,
            "balanceAfter": 200,
            "relatedAccount": "ACC001",
        }
    ]
    times = [each["timestamp"] for each in (*sent, *received)]
    assert all(written.endswith("Z") for written in times)
    assert all(before < datetime.fromisoformat(written) <= datetime.now(UTC) for written in times)
    assert times == sorted(times)


def test_a_new_account_has_no_transactions(customer: Customer) -> None:
    assert customer.transactions(customer.open_account()) == []


def test_who_opens_an_account_without_a_word(customer: Customer) -> None:
    assert [customer.send("/accounts", text).status for text in ("", "{}", "[]", "null", "x")] == [201] * 5
    assert customer.balance("ACC005") == 0


@pytest.mark.parametrize("account", ["ACC002", "accounts", "transactions", "None", "%00"])
def test_unknown_accounts(customer: Customer, account: str) -> None:
    known = customer.open_account()
    customer.post(f"/accounts/{known}/deposit", {"amount": 5})
    answers = [
        customer.get(f"/accounts/{account}"),
        customer.get(f"/accounts/{account}/transactions"),
        customer.post(f"/accounts/{account}/deposit", {"amount": 1}),
        customer.post(f"/accounts/{account}/withdraw", {"amount": 1}),
        customer.post("/transfers", order(known, account, 1)),
        customer.post("/transfers", order(account, known, 1)),
        customer.post("/transfers", {"amount": 1}),
        customer.send("/transfers", "no JSON"),
    ]
    assert [(answer.status, answer.json) for answer in answers] == [(404, NOT_FOUND)] * len(answers)
    assert customer.balance(known) == 5


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_amounts_that_are_not_positive_numbers(customer: Customer, amount: str) -> None:
    first, second = customer.open_account(), customer.open_account()
    customer.post(f"/accounts/{first}/deposit", {"amount": 5})
    written = f'{{"amount": {amount}}}'
    answers = [
        customer.send(f"/accounts/{first}/deposit", written),
        customer.send(f"/accounts/{first}/withdraw", written),
    ]
    assert [(answer.status, answer.json) for answer in answers] == [(400, INVALID)] * 2
    if amount != "1e999":  # what holds it is no JSON, so the transfer has no accounts either
        transfer = customer.send("/transfers", f'{{"fromAccount": "{first}", "toAccount": "{second}", '
                                 f'"amount": {amount}}}')  # fmt: skip
        assert (transfer.status, transfer.json) == (400, INVALID)
    assert len(customer.transactions(first)) == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "1000", "amount=5"])
def test_bodies_without_an_amount(customer: Customer, text: str) -> None:
    answer = customer.send(f"/accounts/{customer.open_account()}/deposit", text)
    assert (answer.status, answer.json) == (400, INVALID)


@pytest.mark.parametrize("amount", [0.25, 0.00001, 1e16, 123456789.5])
def test_amounts_of_any_size(customer: Customer, amount: float) -> None:
    account = customer.open_account()
    answer = customer.post(f"/accounts/{account}/deposit", {"amount": amount})
    assert (answer.json["amount"], answer.json["balance"]) == (amount, amount)
    assert customer.get(f"/accounts/{account}").json["balance"] == amount
    assert customer.post(f"/accounts/{account}/withdraw", {"amount": amount}).json["balance"] == 0


def test_a_transfer_that_fails_changes_neither_account(customer: Customer) -> None:
    first, second = customer.open_account(), customer.open_account()
    customer.post(f"/accounts/{first}/deposit", {"amount": 100})
    refused = customer.post("/transfers", order(first, second, 101))
    assert (refused.status, refused.json) == (400, insufficient(100, 101))
    same = customer.post("/transfers", order(first, first, 50))
    assert (same.status, same.json["code"]) == (400, "SAME_ACCOUNT")
    assert [customer.balance(account) for account in (first, second)] == [100, 0]
    assert [len(customer.transactions(account)) for account in (first, second)] == [1, 0]
    assert customer.post("/transfers", order(first, second, 100)).json["transferId"] == "TRF001"


def test_the_banks_do_not_know_each_other(smockproxy: Smockproxy) -> None:
    for base in BANKS.values():
        customer = Customer.of(smockproxy, base)
        with customer.client:
            walk(customer)


def test_a_reset_begins_anew(smockproxy: Smockproxy, customer: Customer) -> None:
    walk(customer)
    smockproxy.reset()
    assert customer.get("/accounts/ACC001").status == 404
    walk(customer)


def test_a_reload_forgets_nothing(smockproxy: Smockproxy, customer: Customer, engine: str) -> None:
    account = customer.open_account()
    smockproxy.write(f"{engine}.yml", f"# one line further down\n{bank_file(engine)}")

    def deposits_before_and_after() -> list[str]:
        """The places of the mock that answered each deposit, once there are two of them."""
        customer.post(f"/accounts/{account}/deposit", {"amount": 1})
        places = [entry["mock"]["source"] for entry in smockproxy.entries("/deposit")]
        return places if len(set(places)) == 2 else []

    try:
        places = wait_until(deposits_before_and_after, "a deposit by the moved mock")
        assert customer.balance(account) == len(places)
    finally:
        smockproxy.write(f"{engine}.yml", bank_file(engine))


def test_parallel_deposits_lose_nothing(smockproxy: Smockproxy, customer: Customer) -> None:
    account = customer.open_account()

    def deposit(each: Customer, number: int) -> tuple[int, str]:
        answer = each.post(f"/accounts/{account}/deposit", {"amount": number + 1})
        return answer.status, answer.json["transactionId"]

    answers = in_parallel(smockproxy, customer.base, deposit)
    assert sorted(answers) == [(200, f"TXN{number:03}") for number in range(1, CLIENTS + 1)]
    assert customer.balance(account) == CLIENTS * (CLIENTS + 1) / 2
    told = customer.transactions(account)
    assert sorted(each["amount"] for each in told) == list(range(1, CLIENTS + 1))
    assert balances(told) == [each["balanceAfter"] for each in told]


def balances(transactions: list[dict[str, Any]]) -> list[float]:
    """What the balance must have been after each transaction."""
    total, found = 0.0, []
    for each in transactions:
        total += each["amount"] if each["type"] in {"deposit", "transfer_in"} else -each["amount"]
        found.append(total)
    return found


def test_parallel_opposite_transfers_conserve_money(smockproxy: Smockproxy, customer: Customer) -> None:
    pair = [customer.open_account(), customer.open_account()]
    for account in pair:
        customer.post(f"/accounts/{account}/deposit", {"amount": 100})

    def transfers(each: Customer, number: int) -> list[int]:
        source, target = pair[number % 2], pair[1 - number % 2]
        return [each.post("/transfers", order(source, target, amount)).status for amount in (30, 80)]

    statuses = [status for answers in in_parallel(smockproxy, customer.base, transfers) for status in answers]
    assert set(statuses) <= {200, 400}
    first, second = (customer.balance(account) for account in pair)
    assert (first + second, min(first, second) >= 0) == (200, True)
    histories = [customer.transactions(account) for account in pair]
    assert [len(each) for each in histories] == [statuses.count(200) + 1] * 2
    for told, left in zip(histories, (first, second), strict=True):
        assert balances(told) == [each["balanceAfter"] for each in told]
        assert told[-1]["balanceAfter"] == left
    ids = sorted(each["transactionId"] for told in histories for each in told)
    assert ids == [f"TXN{number:03}" for number in range(1, len(ids) + 1)]


def test_accounts_opened_in_parallel_are_different(smockproxy: Smockproxy, customer: Customer) -> None:
    ids = in_parallel(smockproxy, customer.base, lambda each, number: each.open_account(f"CUST{number}"))
    assert sorted(ids) == [f"ACC{number:03}" for number in range(1, CLIENTS + 1)]


def test_withdrawals_in_parallel_never_overdraw(smockproxy: Smockproxy, customer: Customer) -> None:
    account = customer.open_account()
    customer.post(f"/accounts/{account}/deposit", {"amount": 70})
    statuses = in_parallel(
        smockproxy,
        customer.base,
        lambda each, _: each.post(f"/accounts/{account}/withdraw", {"amount": 10}).status,
    )
    assert sorted(statuses) == [200] * 7 + [400] * (CLIENTS - 7)
    assert customer.balance(account) == 0
