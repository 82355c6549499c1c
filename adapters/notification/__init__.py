"""Ways to people: a file of JSON lines for a gateway to read, and the terminal."""

from __future__ import annotations

from .channels import channel_of
from .jsonl import JsonLines
from .terminal import Terminal

__all__ = ["JsonLines", "Terminal", "channel_of"]
