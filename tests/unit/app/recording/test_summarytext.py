from collections import Counter

from smockproxy.app.recording.recorder import Summary
from smockproxy.app.recording.summarytext import summary_text
from smockproxy.files.draftfolder import Written


def test_the_summary_says_what_was_recorded_and_what_was_not():
    written = Written(
        ["a.test/x.yml"], new=3, changed=1, unchanged=2, edited=1, flaws=["a.test/y.yml is odd"]
    )
    summary = Summary(
        "mocks/recorded", 7, written, {"a.test/x.yml"}, Counter({"it was cut": 2}), 4, "disk full"
    )

    assert summary_text(summary, is_redacting=True) == (
        "recorded 7 exchanges; 1 file written in mocks/recorded\n"
        "  mocks: 3 new, 1 changed, 2 unchanged\n"
        "  left alone, although another answer came: 1 mock\n"
        "  secrets replaced in 4 exchanges\n"
        "  2 exchanges not recorded: it was cut\n"
        "  a.test/y.yml is odd\n"
        "  not all is written: disk full\n"
    )


def test_a_recording_with_secrets_says_so():
    assert summary_text(Summary("r"), is_redacting=False).endswith(
        "  secrets are in the files as they were sent: --no-redact\n"
    )
    assert "secrets" not in summary_text(Summary("r"), is_redacting=True)
