"""Connections to the payment service, kept open between requests."""

import socket
import time


class Session:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port))
        self.last_used = time.monotonic()

    def is_idle(self, seconds):
        return time.monotonic() - self.last_used > seconds


class SessionPool:
    """Hands out sessions and takes them back."""

    def __init__(self, host, port, idle_seconds=60):
        self.address = (host, port)
        self.idle_seconds = idle_seconds
        self.free = []

    def take(self):
        while self.free:
            session = self.free.pop()
            if not session.is_idle(self.idle_seconds):
                return session
            session.socket.close()
        return Session(*self.address)

    def give_back(self, session):
        session.last_used = time.monotonic()
        self.free.append(session)

    def close_idle_sessions(self):
        """Closes what nobody has used for a while, and keeps the rest."""
        kept = []
        for session in self.free:
            if session.is_idle(self.idle_seconds):
                session.socket.close()
            else:
                kept.append(session)
        self.free = kept
