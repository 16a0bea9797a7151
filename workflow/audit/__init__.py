"""The record: appended by commands in their transaction, verified by anybody with the standard library."""
