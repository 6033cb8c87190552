"""A contract for import-linter: others see of a feature what its package exports, its face."""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FacesContract(Contract):
    """Holds for each package directly below `ancestor`, so that a new one is held as well.

    allowed_importers: packages that may look behind the faces. open_packages: packages that have none.
    """

    type_name = "faces"

    # Fields here, and what was read into them in a contract at hand.
    ancestor: Any = fields.ModuleField()
    allowed_importers: Any = fields.ListField(subfield=fields.ModuleField())
    open_packages: Any = fields.ListField(subfield=fields.ModuleField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find each import of a module behind a face from outside of its package."""
        allowed = [module.name for module in self.allowed_importers]
        packages = graph.find_children(self.ancestor.name) - {module.name for module in self.open_packages}
        found = [
            f"{importer} imports {module}, and may import {package} alone"
            for package in sorted(packages)
            for module in sorted(graph.find_descendants(package))
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not any(_is_in(importer, each) for each in (package, *allowed))
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """A line for each."""
        for line in check.metadata["found"]:
            output.print_error(f"- {line}.", bold=False)


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
