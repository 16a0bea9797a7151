"""What a web server imports."""

from workflow.app import create_app

app = create_app()
