namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct StructureScanner
{
    /// <summary>A name before parentheses may be the head of a function.</summary>
    private void TryHeaded(in Token token, WordRoles roles)
    {
        ref var scope = ref Top;
        if (_headed == HeadedFunctions.Script)
        {
            if (scope.Clean && scope.Kind is ScopeKind.Type or ScopeKind.Literal)
            {
                TryScriptMember(_at, token.Start, token.Length);
            }

            return;
        }

        if (scope.Assigned || scope.NoMember || scope.PendingByKeyword || (roles & WordRoles.Control) != 0
            || !HoldsFunctions(scope.Kind) || !ParametersFollow(_at + 1))
        {
            return;
        }

        if (_headed == HeadedFunctions.C)
        {
            TryC(ref scope);
        }
        else
        {
            TryMember(ref scope, token);
        }
    }

    private readonly bool HoldsFunctions(ScopeKind kind) => kind == ScopeKind.Type
        || (kind is ScopeKind.File or ScopeKind.Namespace && _headed is HeadedFunctions.C or HeadedFunctions.Dart);

    private readonly bool ParametersFollow(int token) =>
        SymbolAt(token) == '(' || (SymbolAt(token) == '<' && SymbolAt(SkipAngles(token)) == '(');

    /// <summary>Java, C#, Dart: a type or a modifier before the name, or the name of the class.</summary>
    private void TryMember(ref Scope scope, in Token token)
    {
        if (scope.Pending >= 0)
        {
            return;
        }

        var before = SymbolAt(_at - 1);
        var typed = _at > scope.Head && (before is '>' or ']' or '?' or '*' or ')' or '&'
            || (before == '.' && _headed == HeadedFunctions.CSharp)
            || (before == Symbols.Word && (RolesAt(_at - 1) & WordRoles.Modifier) == 0));
        var constructs = !typed && IsNameOfOwner(scope.Owner, token);
        if (!typed && !constructs && _headed != HeadedFunctions.Dart)
        {
            return;
        }

        var kind = constructs ? DefinitionKind.Constructor : scope.Kind == ScopeKind.Type ? DefinitionKind.Method : DefinitionKind.Function;
        Await(ref scope, NameAt(_at), kind, typed);
    }

    private readonly bool IsNameOfOwner(int owner, in Token token) =>
        owner >= 0 && FoundSpan[owner] is var type && _text.Slice(type.NameStart, type.NameLength).SequenceEqual(TextOf(token));

    private void Await(ref Scope scope, NamePlace name, DefinitionKind kind, bool typed)
    {
        scope.Pending = Add(name, kind, false);
        scope.PendingName = name.Token;
        scope.PendingBody = BodyRule.Braces;
        scope.PendingScope = ScopeKind.Function;
        scope.PendingByKeyword = false;
        scope.PendingTyped = typed;
        scope.BodyAt = -1;
    }

    /// <summary>C and C++: <c>type ns::Class::name(…)</c>; the last one counts that has a type before it.</summary>
    private void TryC(ref Scope scope)
    {
        var first = _at;
        var name = NameAt(_at);
        if (SymbolAt(first - 1) == '~')
        {
            first--;
            name = name with { Start = _tokens[first].Start, Length = _tokens[_at].End - _tokens[first].Start };
        }

        if (SymbolAt(first - 1) == Symbols.Scope && IsQualifier(first - 2, out var qualifier))
        {
            name = name with { OwnerStart = _tokens[qualifier].Start, OwnerLength = _tokens[qualifier].Length };
            first = qualifier;
            while (SymbolAt(first - 1) == Symbols.Scope && IsQualifier(first - 2, out qualifier))
            {
                first = qualifier;
            }
        }

        var type = first - 1;
        while (type > scope.Head && (RolesAt(type) & WordRoles.Modifier) != 0)
        {
            type--;
        }

        if (type < first - 1 && type > scope.Head && SymbolAt(type) == ')' && scope.Pending >= 0 && !scope.PendingTyped)
        {
            scope.Restart(type + 1); // MACRO(x) without its semicolon, then static …
        }

        var before = SymbolAt(type);
        var typed = type >= scope.Head && first > scope.Head && (RolesAt(type) & WordRoles.Modifier) == 0
            && (before is Symbols.Word or '*' or '&' or '>' or ']' or Symbols.Scope || (before == ')' && scope.Pending >= 0));
        if (scope.Pending >= 0 && (scope.PendingTyped || scope.Initialises || !typed))
        {
            return;
        }

        if (first > scope.Head && before is '.' or Symbols.Arrow or ',' or '(' or '-' or '!' or '=')
        {
            return;
        }

        var owner = scope.Kind == ScopeKind.Type ? scope.Owner : -1;
        var constructs = !typed && (IsNameOfOwner(owner, _tokens[_at])
            || (name.OwnerLength > 0 && _text.Slice(name.OwnerStart, name.OwnerLength).SequenceEqual(TextOf(_tokens[_at]))));
        if (!typed && !constructs && scope.Kind != ScopeKind.Type && ArgumentOfMacro() is { Token: >= 0 } argument)
        {
            name = argument;
        }

        var kind = constructs ? DefinitionKind.Constructor
            : scope.Kind == ScopeKind.Type || name.OwnerLength > 0 ? DefinitionKind.Method
            : DefinitionKind.Function;
        Await(ref scope, name, kind, typed || constructs);
    }

    /// <summary><c>TEST_BEGIN(name) {</c>: a macro in capitals with one word for an argument defines that.</summary>
    private readonly NamePlace ArgumentOfMacro()
    {
        if (SymbolAt(_at + 1) != '(' || SymbolAt(_at + 2) != Symbols.Word || SymbolAt(_at + 3) != ')')
        {
            return NamePlace.Nowhere;
        }

        foreach (var c in TextOf(_tokens[_at]))
        {
            if (char.IsAsciiLetterLower(c))
            {
                return NamePlace.Nowhere;
            }
        }

        return NameAt(_at + 2);
    }

    /// <summary><c>operator==(…)</c>, <c>operator bool()</c>: the name is all up to the parameters.</summary>
    private void AwaitOperator()
    {
        ref var scope = ref Top;
        if (scope.Assigned || scope.PendingByKeyword || scope.Pending >= 0 || !HoldsFunctions(scope.Kind))
        {
            return;
        }

        var open = SymbolAt(_at + 1) == '(' && SymbolAt(_at + 2) == ')' ? _at + 3 : _at + 1;
        while (open - _at < Reach && SymbolAt(open) is not ('(' or ';' or '{' or '}' or '\0'))
        {
            open++;
        }

        if (SymbolAt(open) != '(')
        {
            return;
        }

        var name = new NamePlace(open - 1, _tokens[_at].Start, _tokens[open - 1].End - _tokens[_at].Start);
        if (SymbolAt(_at - 1) == Symbols.Scope && IsQualifier(_at - 2, out var qualifier))
        {
            name = name with { OwnerStart = _tokens[qualifier].Start, OwnerLength = _tokens[qualifier].Length };
        }

        var kind = scope.Kind == ScopeKind.Type || name.OwnerLength > 0 ? DefinitionKind.Method : DefinitionKind.Function;
        Await(ref scope, name, kind, true);
        _at = open - 1;
    }

    /// <summary>The word of <c>word::</c> or <c>word&lt;…>::</c> that ends at a token.</summary>
    private readonly bool IsQualifier(int last, out int word)
    {
        word = last;
        if (SymbolAt(last) == '>')
        {
            var depth = 0;
            for (; word > 0 && last - word < Reach; word--)
            {
                depth += SymbolAt(word) == '>' ? 1 : SymbolAt(word) == '<' ? -1 : 0;
                if (depth == 0)
                {
                    word--;
                    break;
                }
            }
        }

        return SymbolAt(word) == Symbols.Word;
    }

    /// <summary>C before its standard: <c>int f(a, b) int a; char *b; {</c>.</summary>
    private readonly bool IsOldStyleHead(in Scope scope)
    {
        if (scope.Pending < 0 || scope.PendingByKeyword || scope.Initialises || _at - scope.Head > Reach)
        {
            return false;
        }

        var open = scope.PendingName + 1;
        var close = SkipGroup(open) - 1;
        if (!scope.PendingTyped || close <= open + 1 || SymbolAt(close + 1) != Symbols.Word || _at < close + 3)
        {
            return false;
        }

        for (var at = open + 1; at < close; at++)
        {
            if (SymbolAt(at) != ((at - open) % 2 == 1 ? Symbols.Word : ','))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>JavaScript: <c>name(…) {</c> in a class or an object, nothing but modifiers before it.</summary>
    private void TryScriptMember(int last, int start, int length)
    {
        ref var scope = ref Top;
        if (scope.Kind is not (ScopeKind.Type or ScopeKind.Literal) || length <= 0)
        {
            return;
        }

        var next = last + 1;
        if (SymbolAt(next) is '?' or '!')
        {
            next++;
        }

        if (!ParametersFollow(next))
        {
            return;
        }

        var name = _text.Slice(start, length);
        if (name is "if" or "for" or "while" or "switch" or "function" or "return")
        {
            return;
        }

        var kind = name is "constructor" && scope.Kind == ScopeKind.Type ? DefinitionKind.Constructor : DefinitionKind.Method;
        Await(ref scope, new NamePlace(last, start, length), kind, true);
    }

    /// <summary>C#: <c>type Name {</c> or <c>type Name =></c>. Leaves it pending, certain already.</summary>
    private bool TryProperty()
    {
        ref var scope = ref Top;
        var name = _at - 1;
        if (scope.Kind != ScopeKind.Type || scope.Pending >= 0 || scope.Assigned || scope.NoMember || name <= scope.Head
            || SymbolAt(name) != Symbols.Word || (RolesAt(name) & (WordRoles.Control | WordRoles.Form)) != 0)
        {
            return false;
        }

        var before = SymbolAt(name - 1);
        if (before is not ('>' or ']' or '?' or ')' or '*' or '.')
            && !(before == Symbols.Word && (RolesAt(name - 1) & WordRoles.Modifier) == 0))
        {
            return false;
        }

        scope.Pending = Add(NameAt(name), DefinitionKind.Property, true);
        return true;
    }

    private void DefineTypedef()
    {
        ref var scope = ref Top;
        var name = scope.TypedefPointer >= 0 ? scope.TypedefPointer : scope.TypedefName;
        if (name >= 0)
        {
            Add(NameAt(name), DefinitionKind.TypeAlias, true);
        }

        scope.TypedefPointer = -1;
        scope.TypedefName = -1;
    }
}
