from pool import SessionPool
from retry import with_retries


class PaymentClient:
    def __init__(self, host, port):
        self.pool = SessionPool(host, port)

    def charge(self, card_token, cents):
        """Takes money from a card; safe to call again, since the service knows the token."""
        return with_retries(lambda: self._send(f"CHARGE {card_token} {cents}\n"))

    def refund(self, charge_id, cents):
        return with_retries(lambda: self._send(f"REFUND {charge_id} {cents}\n"))

    def _send(self, line):
        session = self.pool.take()
        session.socket.sendall(line.encode())
        answer = session.socket.recv(1024).decode()
        self.pool.give_back(session)
        return answer
