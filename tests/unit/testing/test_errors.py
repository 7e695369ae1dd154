"""Errors keep what they know."""

import pickle

from smockproxy.testing.errors import BadAddressError, ClientError, RefusedError


def test_a_refusal_can_be_sent_to_another_process():
    sent = RefusedError("no mocks", 400, [{"message": "unknown key"}])
    come = pickle.loads(pickle.dumps(sent))
    assert (str(come), come.message, come.status) == ("no mocks", "no mocks", 400)
    assert come.problems == ({"message": "unknown key"},)


def test_all_are_of_one_kind():
    assert isinstance(RefusedError("x", 404), ClientError)
    assert issubclass(BadAddressError, ClientError)
    assert issubclass(BadAddressError, ValueError)
