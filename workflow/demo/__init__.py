"""Five real programmes with people of every role and a school year that is under way. Nobody here is real."""

from workflow.demo.seed import PASSWORD, Login, seed

__all__ = ["PASSWORD", "Login", "seed"]
