"""Walks over graphs: nodes, edges and the shortest way between two of them."""


def shortest_way(graph, first, last):
    """Find the way with the least price between two nodes, by Dijkstra's method."""
    queue = [(0, first, [])]
    seen = set()
    while queue:
        queue.sort()
        price, node, way = queue.pop(0)
        if node == last:
            return way + [node]
        # a node is looked at only once
        if node in seen:
            continue
        seen.add(node)
        for other, more in graph.edges(node):
            queue.append((price + more, other, way + [node]))
    return None


def remove_node(graph, node):
    """Remove a node and all edges that begin or end there."""
    kept = {}
    for other, edges in graph.items():
        if other == node:
            continue
        kept[other] = [edge for edge in edges if edge != node]
    return kept


def count_open_edges(graph):
    count = 0
    for node, edges in graph.items():
        for edge in edges:
            if edge not in graph:
                count += 1
    return count
