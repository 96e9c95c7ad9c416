namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class ScalaTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "scala",
        """"
            package a.b

            /* class Fake /* nested */ { */
            sealed trait Shape { def area: Double }
            case class Point[T <: Ordered[T]](x: T, y: Int = f("{")) extends Shape {
              def area = 1.0
              override def toString: String = s"${x} { ${"}"} def fake"
              private val text = """
                def nor_me() = {
              """
            }
            object Point { implicit def ord[T]: Ordering[T] = ???; def apply(x: Int): Int = { x } }
            abstract class Service(val name: String) { self =>
              type Out
              protected def run[F[_]: Monad](block: => F[Unit]): F[Unit]
              lazy val c = '{'
            }
            enum Color { case Red, Green }
            trait Deep:
              def indented(x: Int): Int =
                val y = x
                y
            given Ordering[Point[Int]] with
              def compare(a: Int, b: Int) = 0
            extension (s: String) def shout = s.toUpperCase
            """",
        """
            4 trait Shape
            5 class Point
            6 method Point > area
            7 method Point > toString
            8 constant Point > text
            12 class Point
            12 method Point > ord
            12 function ord > apply
            13 class Service
            14 typealias Service > Out
            16 constant Service > c
            18 enum Color
            19 trait Deep
            20 method Deep > indented
            23 constant Ordering
            24 function compare
            25 function shout
            """);
}
