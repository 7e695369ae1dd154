"""What an editor shows for each key of a rule of chaos."""

from collections.abc import Mapping

_FAULT = {
    "preset": "The answer by one word, as in a `response`: `503`, `malformed_json`, `timeout` and others.",
    "status": "The status of the answer, whose body is empty.",
    "response": "The answer, in place of whatever would have answered.",
    "delay": "How much longer the answer takes, whoever gives it: `2s`, `slow`, a range or a distribution.",
    "drop": "`true`: the connection ends without an answer.",
    "damage": "What becomes of the body of the answer, whoever gives it.",
}
CHAOS_TEXT: Mapping[str, Mapping[str, str]] = {
    "chaos": {
        **_FAULT,
        "faults": "Several faults, one of which is drawn for each exchange by its weight.",
        "window": "Outages that come back: only for a part of each period.",
        "between": "Only between two moments of the session's clock, such as `2026-01-31T12:00:00Z`.",
        "ramp": "Slow change: the rule gets more likely, or its delay longer, with requests or with time.",
    },
    "fault": {**_FAULT, "weight": "How likely it is beside the other faults; 1 unless given."},
    "damage": {
        "truncate": "The share of the body that stays, from its beginning; its length is told rightly.",
        "corrupt": "The share of the bytes of which one bit is turned; at least one byte.",
        "drop_fields": "Names of JSON fields that are left out wherever they stand, or a share of all.",
    },
    "window": {
        "every": "How long a period is; the first begins when the rule comes into force.",
        "for": "For how long the rule is at work at the beginning of each.",
    },
    "ramp": {
        "from": "Where it begins: a probability, or a duration; 0 unless given.",
        "to": "Where it ends: a probability such as `0.8`, or a duration such as `2s`.",
        "over": "How long it takes: a count of matching requests such as `100`, or a duration such as `5m`.",
        "then": "What follows: `hold` unless given, `recover`, which goes back as slowly, or `repeat`.",
    },
}
"""Name of a part of the format → its keys → their texts."""
