"""A contract that says what a part of the house may know; everything else is forbidden to it.

import-linter's own `forbidden` contract lists what may not be imported, so a new package would be open to all
until somebody remembers. This one is a list of permissions: a new package is closed to all. Only direct
imports are judged; the standard library is free.
"""

from __future__ import annotations

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class MayImport(Contract):
    """`apart_from` names modules inside the sources that have a contract of their own."""

    type_name = "may_import"

    source_modules = fields.ListField(subfield=fields.StringField())
    may_import = fields.ListField(subfield=fields.StringField())
    apart_from = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        breaches = [
            {"importer": importer, "imported": imported, "lines": self._lines(graph, importer, imported)}
            for importer in sorted(self._judged(graph))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self._allowed(imported)
        ]
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for breach in check.metadata["breaches"]:
            lines = ", ".join(map(str, breach["lines"]))
            output.print_error(f"{breach['importer']} may not import {breach['imported']} (line {lines})")

    def _judged(self, graph: ImportGraph) -> set[str]:
        if missing := [name for name in _values(self.source_modules) if name not in graph.modules]:
            raise ValueError(f"there is no such module: {missing}")
        return {
            name
            for name in graph.modules
            if _is_one_of(name, _values(self.source_modules))
            and not _is_one_of(name, _values(self.apart_from or []))
        }

    def _allowed(self, imported: str) -> bool:
        known = [*_values(self.source_modules), *_values(self.may_import)]
        return imported.split(".")[0] in sys.stdlib_module_names or _is_one_of(imported, known)

    def _lines(self, graph: ImportGraph, importer: str, imported: str) -> list[int]:
        details = graph.get_import_details(importer=importer, imported=imported)
        return sorted({detail["line_number"] for detail in details})


def _is_one_of(name: str, packages: list[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _values(field: object) -> list[str]:
    """A field is declared on the class and holds its parsed value on the instance."""
    return cast(list[str], field)
