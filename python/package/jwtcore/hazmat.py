# What may be read of a token that nobody has verified: its issuer, to choose a verifier by, and nothing else.

from __future__ import annotations

from ._native import unverified_issuer

__all__ = ["unverified_issuer"]
