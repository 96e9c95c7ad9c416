namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class CSharpTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "csharp",
        """"
            using System;
            namespace Shop.Orders;

            /// <summary>class NotThis { }</summary>
            [Serializable]
            public sealed partial class Order<T>(int id) : IEquatable<Order<T>>
                where T : class, new()
            {
                private const string Open = "{ class Fake {";
                private readonly string _raw = """
                    void NotMe() { "
                    """;
                private static readonly char Brace = '{';
                public event EventHandler? Changed;
                public int Id { get; } = id;
                public string Name => $"{Id:x} {{ {(Id > 0 ? "}" : "{")} }}";
                public int this[int index] => index;
                public Order() : this(0) { }
                ~Order() { }
                public static bool operator ==(Order<T> a, Order<T> b) => true;
                public async Task<List<T>> LoadAsync(Func<int, (string a, int b)> f, CancellationToken stop = default)
                {
                    int Local(int x) => x + 1;
                    if (stop.IsCancellationRequested) { return []; }
                    return Local(1) switch { 1 => [], _ => null! };
                }

                bool IEquatable<Order<T>>.Equals(Order<T>? other) => other is { Id: > 0 };

                public enum State { New, Paid = 1 << 2 }

                public readonly record struct Line(string Sku, int Count);

                public delegate void Paid(Order<T> order);
            }

            #if NEVER
            internal interface IStore { void Save(); }
            #endif
            public static class Extensions
            {
                public static void Log(this string @class) { }
            }
            """",
        """
            2 namespace Shop > Orders
            6 class Order
            9 constant Order > Open
            15 property Order > Id
            16 property Order > Name
            18 constructor Order > Order
            19 constructor Order > Order
            21 method Order > LoadAsync
            28 method Order > Equals
            30 enum Order > State
            32 record Order > Line
            34 typealias Order > Paid
            38 interface IStore
            38 method IStore > Save
            40 class Extensions
            42 method Extensions > Log
            """);
}
