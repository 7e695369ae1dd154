"""Replay: mocks of recordings, as they answer now."""
