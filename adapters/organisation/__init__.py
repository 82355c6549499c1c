"""Reading units, people, posts and delegations from YAML, CSV and xlsx files.

`read_organisation` gives an `Organisation` (`duban.engine.core.organisation`), or findings with the place of
each. Nothing is stored here.
"""

from .findings import OrgFinding, Place
from .reader import Read, read_organisation

__all__ = ["OrgFinding", "Place", "Read", "read_organisation"]
