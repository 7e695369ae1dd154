from benchmarks.endless import is_whole, steadiness


def test_an_answer_is_whole_when_as_much_is_there_as_it_says():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
    assert is_whole(head + b"abc")
    assert not is_whole(head + b"ab")
    assert not is_whole(head[:-2])


def test_the_figures_of_a_run():
    found = steadiness([0.001] * 100, [0.001] * 50 + [0.002] * 49 + [0.5], [2.1, 2.2])
    assert (found.calm_p50, found.p50, found.p99, found.slowest) == (0.001, 0.001, 0.002, 0.5)
    assert (found.ratio, found.stopped, found.slowest_stop) == (1.0, 2, 2.2)
