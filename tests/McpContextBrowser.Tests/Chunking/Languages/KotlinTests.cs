namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class KotlinTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "kotlin",
        """"
            package a.b

            /* class Fake /* nested */ { */
            data class Point<T : Any>(val x: Int, var y: T = f("{"))
            sealed interface Shape { fun area(): Double }
            object Registry { const val MAX = 10; fun add(name: String) = Unit }
            enum class Color(val rgb: Int) { RED(1) { override fun f() = 1 }; open fun f() = 0 }
            annotation class Mark
            typealias Handler = (Int) -> Unit

            open class Service private constructor(val name: String) : Base(name), Runs {
                companion object Factory { fun create(): Service = Service("${"class X {"}") }
                val text = """
                    fun fake() {
                """
                var count: Int = 0
                    private set
                init { println('{') }
                constructor() : this("x")
                override suspend fun <T> run(block: suspend () -> T): T where T : Any {
                    fun local() {}
                    return block()
                }
                inner class Deep
            }

            fun String.shout() = uppercase()
            inline fun <reified T> cast(x: Any): T? = x as? T
            val Service.size get() = name.length
            fun interface Run { fun go() }
            """",
        """
            4 class Point
            5 interface Shape
            5 method Shape > area
            6 class Registry
            6 constant Registry > MAX
            6 method Registry > add
            7 class Color
            7 method Color > f
            7 method Color > f
            8 class Mark
            9 typealias Handler
            11 class Service
            12 class Service > Factory
            12 method Factory > create
            13 constant Service > text
            16 variable Service > count
            20 method Service > run
            21 function run > local
            24 class Service > Deep
            27 method String > shout
            28 function cast
            29 constant Service > size
            30 interface Run
            30 method Run > go
            """);
}
