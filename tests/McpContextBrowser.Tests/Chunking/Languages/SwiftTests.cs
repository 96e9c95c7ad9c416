namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class SwiftTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "swift",
        """"
            import Foundation
            /* class Fake { /* nested */ */
            @available(iOS 13, *)
            public final class Store<T: Hashable>: Base, Codable {
                static let raw = #"func fake() { ""#
                var items: [T] = []
                var count: Int { items.count }
                init?(name: String = "\(f("{"))") { return nil }
                deinit {}
                subscript(i: Int) -> T { items[i] }
                @discardableResult
                func add<U>(_ item: T, by key: (T) -> U) async throws -> Bool where U: Comparable {
                    func inner() {}
                    return true
                }
                class func make() -> Store { fatalError() }
            }
            struct Point { let x, y: Int }
            enum Shape { case circle(r: Double), square; indirect case tree(Shape) }
            protocol Runs: AnyObject { func run(); associatedtype Out }
            extension Store: Runs { func run() {} }
            typealias Handler = (Int) -> Void
            actor Counter { func next() -> Int { 1 } }
            func + (a: Point, b: Point) -> Point { a }
            let multi = """
            func nor_me() {
            """
            """",
        """
            4 class Store
            5 constant Store > raw
            6 variable Store > items
            7 variable Store > count
            8 constructor Store > init
            12 method Store > add
            13 function add > inner
            16 method Store > make
            18 struct Point
            18 constant Point > x
            19 enum Shape
            20 interface Runs
            21 implementation Store
            21 method Store > run
            22 typealias Handler
            23 class Counter
            23 method Counter > next
            24 function +
            25 constant multi
            """);
}
