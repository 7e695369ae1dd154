from smockproxy.core.recorded import Recorded


def test_two_recordings_of_one_moment_are_equal():
    assert Recorded(at=1.5, took=0.2, url="https://api.shop.test/") == Recorded(
        1.5, 0.2, "", "https://api.shop.test/"
    )
