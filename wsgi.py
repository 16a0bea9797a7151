"""What a web server imports."""

from workflow import logs
from workflow.app import create_app

logs.configure()
app = create_app()
