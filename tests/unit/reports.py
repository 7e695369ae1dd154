"""Reports to be shown, as values of JSON's types."""

from typing import Any

UNUSED = [{"id": "refund", "source": "mocks/shop.yml:9"}, {"id": "KlB4HECXnTeo", "source": None}]


def host(name: str, matched: int, missed: int, forwarded: int, unused: Any = ()) -> dict[str, Any]:
    total = matched + missed + forwarded
    accuracy = 100.0 * matched / total if total else None
    return {
        "host": name,
        "matched": matched,
        "missed": missed,
        "forwarded": forwarded,
        "total": total,
        "accuracy": accuracy,
        "unused": list(unused),
    }


def report(*hosts: dict[str, Any], evicted: int = 0) -> dict[str, Any]:
    sums = {key: sum(each[key] for each in hosts) for key in ("matched", "missed", "forwarded", "total")}
    accuracy = 100.0 * sums["matched"] / sums["total"] if sums["total"] else None
    unused = sum(len(each["unused"]) for each in hosts)
    return {"hosts": list(hosts), **sums, "accuracy": accuracy, "unused": unused, "evicted": evicted}


SHOP = report(
    host("api.shop.test", 15, 3, 2, UNUSED[:1]),
    host("cdn.test:8443", 20, 0, 0),
    host("", 0, 0, 0, UNUSED[1:]),
)
