"""What a secret looks like, where it may stand, and what stands in its place.

Rules of this package: patterns are ours and run in linear time, whatever the text; nothing here raises for
what a peer sent.
"""
