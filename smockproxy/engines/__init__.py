"""Answers that users program: script engines, and the worker processes in which scripts run."""
