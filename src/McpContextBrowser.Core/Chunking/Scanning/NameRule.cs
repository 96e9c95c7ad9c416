namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Where a definition's name stands behind its keyword.</summary>
[Flags]
internal enum NameRule
{
    /// <summary>Right behind it.</summary>
    Next = 0,

    /// <summary>It may be <c>a.b</c>, <c>a::b</c>, <c>a\b</c>; the last part counts.</summary>
    Qualified = 1,

    /// <summary>It may be made of operator characters.</summary>
    Operators = 2,

    /// <summary>Type parameters may stand before it: <c>fun &lt;T> name</c>.</summary>
    SkipAngles = 4,

    /// <summary>A parenthesised receiver may stand before it: <c>func (r T) Name</c>.</summary>
    Receiver = 8,

    /// <summary>It may be a string: <c>resource "type" "name"</c>, of several the last.</summary>
    Literal = 16,

    /// <summary>The last word before the body, a base list or type arguments: <c>class EXPORT Name : Base {</c>; the body is demanded.</summary>
    LastBeforeBody = 32,

    /// <summary>The last word before the parameters: <c>fun A.B.name(</c>, <c>delegate void Name(</c>.</summary>
    LastBeforeParameters = 64,

    /// <summary>The last word before <c>=</c>: <c>const int Name =</c>.</summary>
    LastBeforeAssign = 128,

    /// <summary>The keyword is the name: <c>init(</c>.</summary>
    Itself = 256,

    /// <summary>The type behind <c>for</c>, or the first one without: <c>impl A for B</c>.</summary>
    AfterFor = 512,

    /// <summary>With a parenthesis behind the keyword each line inside begins with a name: <c>const ( A = 1 )</c>.</summary>
    Group = 1024,

    /// <summary>A keyword may be the name: <c>def class</c>.</summary>
    KeywordsToo = 2048,

    /// <summary>As <see cref="Qualified"/>, also <c>a:b</c> (Lua).</summary>
    Colons = 8192,

    /// <summary>An <c>=</c> right behind the name belongs to it: <c>def name=(value)</c>.</summary>
    Setter = 4096,

    /// <summary>Behind a constraint, if the line has one: <c>class Monad m => Name m</c> (Haskell).</summary>
    AfterConstraint = 16384,
}
