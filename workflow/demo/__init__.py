"""Five real programmes with people of every role and a school year that is under way. Nobody here is real."""

from workflow.demo.seed import Login, password_in, seed

__all__ = ["Login", "password_in", "seed"]
