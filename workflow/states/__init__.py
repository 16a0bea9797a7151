"""The machines as data. Nothing in here knows Flask, SQLAlchemy, Redis or a clock."""
