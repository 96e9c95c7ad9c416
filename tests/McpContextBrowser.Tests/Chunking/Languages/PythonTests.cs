namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class PythonTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "python",
        """"
            """class Doc: not a class"""
            import os

            LIMIT = 10
            text = '''
            def not_me():
                pass
            '''

            @dataclass(frozen=True)
            class Point(Base, metaclass=Meta):
                """def nor_me(): pass"""
                x: int = 0

                @property
                def norm(self) -> float:
                    return (self.x ** 2) ** .5

                async def load(
                    self,
                    path: str = "def f(:",
                ) -> "Point":
                    def inner(a): return a
                    return await inner(path)

                class Inner:
                    def __init__(self): ...

            def top(*args, **kw): return lambda d: {"def": 1}

            if True:
                def guarded():
                    pass
            type Pair[T] = tuple[T, T]
            """",
        """
            4 constant LIMIT
            5 constant text
            11 class Point
            16 method Point > norm
            19 method Point > load
            23 function load > inner
            26 class Point > Inner
            27 method Inner > __init__
            29 function top
            32 function guarded
            """);
}
