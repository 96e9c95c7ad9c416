"""Shopping carts: lines, totals and discounts."""


class Cart:
    """Holds the lines that a customer wants to buy."""

    def __init__(self, currency):
        self.lines = []
        self.currency = currency

    def add_line(self, product, count):
        """Add a product to the cart, or more of it when it is there already."""
        for line in self.lines:
            if line.product == product:
                line.count += count
                return line
        line = Line(product, count)
        self.lines.append(line)
        return line

    def total_price(self, discounts):
        """Sum the price of all lines and subtract the best discount."""
        price = sum(line.product.price * line.count for line in self.lines)
        # a discount never makes the price negative
        best = 0
        for discount in discounts:
            best = max(best, discount.value_of(self, price))
        price = max(0, price - best)
        return price

    def remove_empty_lines(self):
        kept = []
        for line in self.lines:
            if line.count > 0:
                kept.append(line)
        self.lines = kept


class Line:
    def __init__(self, product, count):
        self.product = product
        self.count = count
