"""The history as it is asked and told: which exchanges are meant, kept bodies, events."""
