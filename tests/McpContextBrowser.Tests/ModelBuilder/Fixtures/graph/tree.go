// Package tree keeps numbers in order.
package tree

// Insert adds a number to the tree; one that is there already is counted.
func Insert(node *Node, number int) *Node {
	if node == nil {
		return &Node{Number: number, Count: 1}
	}
	// equal numbers share a node
	if number == node.Number {
		node.Count++
		return node
	}
	if number < node.Number {
		node.Left = Insert(node.Left, number)
	} else {
		node.Right = Insert(node.Right, number)
	}
	return node
}

// FindFirst returns the least number of the tree, or an error when it is empty.
func FindFirst(node *Node) (int, error) {
	if node == nil {
		return 0, errEmpty
	}
	for node.Left != nil {
		node = node.Left
	}
	return node.Number, nil
}
