from pool import SessionPool


def test_idle_sessions_are_closed(server):
    pool = SessionPool(server.host, server.port, idle_seconds=0)
    pool.give_back(pool.take())
    pool.close_idle_sessions()
    assert pool.free == []
