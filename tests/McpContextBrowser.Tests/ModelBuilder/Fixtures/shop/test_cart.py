from cart import Cart


def test_total_price_subtracts_best_discount():
    cart = Cart("EUR")
    cart.add_line(Product(price=10), 2)
    price = cart.total_price([Discount(5), Discount(7)])
    assert price == 13


def test_empty_lines_are_removed_from_cart():
    cart = Cart("EUR")
    cart.add_line(Product(price=10), 0)
    cart.remove_empty_lines()
    assert cart.lines == []
