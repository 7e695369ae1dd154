"""Taking a port."""

import pytest

from smockproxy.admin.listening import PortInUseError, bound


def test_a_port_is_taken_by_one():
    with bound("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortInUseError) as refusal:
            bound("127.0.0.1", port)
    assert str(refusal.value) == f"Port {port} of 127.0.0.1 is in use."
    bound("127.0.0.1", port).close()


def test_an_address_that_is_not_ours():
    with pytest.raises(OSError, match="assign"):
        bound("192.0.2.1", 0)
