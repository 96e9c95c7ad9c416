// Package store keeps orders in a table and finds them again.
package store

import "errors"

// FindOrder looks up an order by its number and returns an error when there is none.
func FindOrder(table map[int]Order, number int) (Order, error) {
	order, ok := table[number]
	if !ok {
		return Order{}, errors.New("no order")
	}
	return order, nil
}

// SaveOrder writes an order into the table under a new number.
func SaveOrder(table map[int]Order, order Order) int {
	number := len(table) + 1
	// the number of a removed order is free again
	for used := range table {
		if used >= number {
			number = used + 1
		}
	}
	table[number] = order
	return number
}

func closeOldOrders(table map[int]Order, age int) {
	for number, order := range table {
		if order.Age > age {
			order.Open = false
			table[number] = order
		}
	}
}
