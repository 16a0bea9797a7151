"""Programmes as data: read a file, refuse it with its lines, find what its document leaves open.

Pure: no Flask, no database, no clock. Everything here may be used without a data folder or a server.
"""

from workflow.programmes.loading import canonical, load, load_file, sha256
from workflow.programmes.schema import SCHEMA, Programme
from workflow.programmes.wording import BrokenProgramme, Problem, in_russian

__all__ = [
    "SCHEMA",
    "BrokenProgramme",
    "Problem",
    "Programme",
    "canonical",
    "in_russian",
    "load",
    "load_file",
    "sha256",
]
