"""Whether a session went as expected: verdicts, calls, waits, and how often mocks were used."""
