"""Foreign formats: Smocker's shapes, HAR, and our own JSON lines. One module a format; no effects."""
