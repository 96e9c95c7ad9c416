"""Reads the addresses of messages."""


def parse_address(text):
    """Split an address into the name and the place behind the sign."""
    name, sign, place = text.partition("@")
    if not sign or not name or not place:
        raise ValueError("no address")
    # the place counts without regard to case
    place = place.lower()
    return name, place


def find_order_number(subject):
    for word in subject.split():
        if word.startswith("order-"):
            number = int(word[6:])
            return number
    return None


def is_local_place(place, places):
    """Tell whether a place is one of our own, so that no transport is needed."""
    for own in places:
        if place == own or place.endswith("." + own):
            return True
    return False
