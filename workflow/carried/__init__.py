"""What goes on into the next year, read once for the preview and for the press. The former year stays."""
