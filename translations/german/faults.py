"""What became of submissions that were not watched to their end, the report, the caches."""

from __future__ import annotations

FAULTS: dict[str, str] = {
    "Wait a few minutes, then ask again; nothing new was sent.": (
        "Einige Minuten warten, dann erneut fragen; es wurde nichts Neues gesendet."
    ),
}
