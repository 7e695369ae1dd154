"""`/api/v1` as a table: its operations, and the types of what they take and answer."""
