from smockproxy.core.http import Request, Response
from smockproxy.record.exchange import Exchange


def test_an_exchange_need_not_have_come_from_a_history():
    request = Request(method="GET", target="/", scheme="https", host="api.shop.test", port=443)

    assert Exchange(request, Response(), at=1.5).entry == ""
