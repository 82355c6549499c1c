"""The command line is called on copies of a database that is set up once."""

from support.world import lite, templates, worlds

__all__ = ["lite", "templates", "worlds"]
