import random
import time


class TooManyAttempts(Exception):
    pass


def with_retries(action, attempts=5, first_delay=0.1, longest_delay=5.0):
    """Calls an action again when it fails, after waits that double, with some chance in them."""
    delay = first_delay
    for attempt in range(attempts):
        try:
            return action()
        except ConnectionError:
            if attempt == attempts - 1:
                raise TooManyAttempts(f"gave up after {attempts} attempts")
            time.sleep(delay * random.uniform(0.5, 1.5))
            delay = min(delay * 2, longest_delay)
