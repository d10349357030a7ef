"""Who is signed in, where a password is set. Tokens live in memory: a restart or a new password ends every session."""

import hashlib
import hmac
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LASTS = timedelta(days=14)
_TRIES = 5
_TRIES_OF_ALL = 30
_WINDOW = timedelta(minutes=1)
_CALLERS_KEPT = 1_000
_MOST_SESSIONS = 1_000


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


@dataclass(slots=True)
class Sessions:
    """Open sessions by the digest of their token: reading this memory would not give a usable cookie."""

    password: str
    _open: dict[bytes, datetime] = field(default_factory=dict)

    def sign_in(self, password: str, now: datetime) -> str | None:
        """A fresh token for the right password, else None. The comparison takes the same time either way."""
        if not hmac.compare_digest(_digest(password), _digest(self.password)):
            return None
        self._open = {token: until for token, until in self._open.items() if until > now}
        while len(self._open) >= _MOST_SESSIONS:
            del self._open[next(iter(self._open))]
        token = secrets.token_urlsafe(32)
        self._open[_digest(token)] = now + LASTS
        return token

    def knows(self, token: str, now: datetime) -> bool:
        """Whether the token opened a session that still lasts."""
        until = self._open.get(_digest(token))
        return until is not None and now < until

    def sign_out(self, token: str) -> None:
        """End one session; the others stay."""
        self._open.pop(_digest(token), None)


@dataclass(slots=True)
class Throttle:
    """Slows guessing down: a few tries a minute for each caller, and a cap for all of them together.

    It only ever refuses new sign-ins, so nobody who is signed in can be locked out by a stranger's guesses.
    """

    _by_caller: dict[str, deque[datetime]] = field(default_factory=dict)
    _all: deque[datetime] = field(default_factory=deque)

    def wait(self, caller: str, now: datetime) -> timedelta:
        """How long the caller has to wait before the next try; zero when it may try now."""
        waits = [timedelta(0)]
        for tries, limit in ((self._by_caller.get(caller, deque()), _TRIES), (self._all, _TRIES_OF_ALL)):
            while tries and now - tries[0] >= _WINDOW:
                tries.popleft()
            if len(tries) >= limit:
                waits.append(tries[0] + _WINDOW - now)
        return max(waits)

    def failed(self, caller: str, now: datetime) -> None:
        """Count a wrong password."""
        if caller not in self._by_caller and len(self._by_caller) >= _CALLERS_KEPT:
            del self._by_caller[next(iter(self._by_caller))]
        self._by_caller.setdefault(caller, deque()).append(now)
        self._all.append(now)
