"""The lane: the fast path in front of mitmproxy, for exchanges that need nothing of it."""
