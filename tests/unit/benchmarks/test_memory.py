"""What the measurement of memory sends."""

from benchmarks.memory import mock_text, requests


def test_no_two_requests_have_the_same_url():
    sent = list(requests(10, 50))
    assert len({each.split(b" ")[1] for each in sent}) == 50
    assert all(each.split(b"\r\n\r\n")[0].count(b"\r\n") in {10, 11} for each in sent)
    posted = [each for each in sent if each.startswith(b"POST")]
    assert len(posted) == 5
    for each in posted:
        head, _, body = each.partition(b"\r\n\r\n")
        assert f"Content-Length: {len(body)}".encode() in head


def test_a_mock_answers_about_200_bytes():
    assert "path: /items/7" in mock_text(7)
    assert "path_template" in mock_text(0)
    assert 180 < len(mock_text(7).partition("body: ")[2]) < 230
