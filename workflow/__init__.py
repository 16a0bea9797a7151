"""Opora: support cases of schools. Kept free of imports: workflow.states must load without flask."""
