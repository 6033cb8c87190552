"""All tables at once, for what goes through them all: migrations, leaving, erasing, moving to another database."""

from importlib import import_module
from pkgutil import iter_modules

import storage.models

for _module in iter_modules(storage.models.__path__):
    import_module(f"storage.models.{_module.name}")

METADATA = storage.models.Base.metadata
