"""What a web server imports."""

import os

from workflow import logs
from workflow.app import create_app
from workflow.extensions import db

logs.configure()
app = create_app()


def forget_connections() -> None:
    """A forked process that shared one would read the answers to another's questions."""
    with app.app_context():
        db.engine.dispose(close=False)


os.register_at_fork(after_in_child=forget_connections)
