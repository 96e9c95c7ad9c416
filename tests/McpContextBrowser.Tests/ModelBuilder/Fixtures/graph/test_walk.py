from walk import remove_node, shortest_way


def test_shortest_way_has_least_price():
    graph = Graph()
    graph.add_edge("a", "b", 1)
    graph.add_edge("b", "c", 1)
    graph.add_edge("a", "c", 3)
    assert shortest_way(graph, "a", "c") == ["a", "b", "c"]


def test_removed_node_leaves_no_edges():
    graph = {"a": ["b"], "b": ["a"]}
    graph = remove_node(graph, "b")
    assert graph == {"a": []}
