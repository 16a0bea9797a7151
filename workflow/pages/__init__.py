"""One read function per page: frozen values out, nothing written."""
