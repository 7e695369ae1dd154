"""A report as plain values: what `/api/v1/report` holds."""

from typing import Any

from smockproxy.app.why.shape import named_shape
from smockproxy.core.accuracy import Accuracy, HostFigures, percent


def report_shape(accuracy: Accuracy) -> dict[str, Any]:
    """Each host and all of them; accuracies are percentages."""
    return {
        "hosts": [_host_shape(figures) for figures in accuracy.hosts],
        "matched": accuracy.matched,
        "missed": sum(figures.missed for figures in accuracy.hosts),
        "forwarded": sum(figures.forwarded for figures in accuracy.hosts),
        "total": accuracy.total,
        "accuracy": percent(accuracy.matched, accuracy.total),
        "unused": sum(len(figures.unused) for figures in accuracy.hosts),
        "evicted": accuracy.evicted,
    }


def _host_shape(figures: HostFigures) -> dict[str, Any]:
    return {
        "host": figures.host,
        "matched": figures.matched,
        "missed": figures.missed,
        "forwarded": figures.forwarded,
        "total": figures.total,
        "accuracy": percent(figures.matched, figures.total),
        "unused": [named_shape(mock) for mock in figures.unused],
    }
