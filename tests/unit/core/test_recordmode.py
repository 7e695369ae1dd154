from smockproxy.core.recordmode import RecordMode, flaw_of_statuses


def test_a_mode_is_named_as_settings_write_it():
    assert RecordMode("once") is RecordMode.ONCE


def test_statuses_may_be_classes_and_several():
    assert flaw_of_statuses("2xx, 404") == ""


def test_a_word_that_is_no_status_is_said():
    assert '"fine"' in flaw_of_statuses("2xx,fine")
