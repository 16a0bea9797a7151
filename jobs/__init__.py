"""The background: the database is the memory, Redis is a doorbell that may be emptied."""
