"""The version, by itself, so that the packaging can read it without importing anything."""

VERSION = "0.1.0"
