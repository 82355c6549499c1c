"""A workflow as a page to be read by people who will never open its file."""

from __future__ import annotations

from .markdown import page

__all__ = ["page"]
