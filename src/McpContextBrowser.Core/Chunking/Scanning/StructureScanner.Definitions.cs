namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct StructureScanner
{
    /// <summary>Definitions inside each other that are told apart by indentation; what lies deeper belongs to the last of them.</summary>
    public const int DeepestIndent = 64;

    /// <summary>Modifiers that may stand before a name that begins a line.</summary>
    private const int MostModifiers = 4;

    private readonly int IndentOwner => _indents > 0 ? _buffers.Indents[_indents - 1].Definition : _scopes[0].Owner;

    /// <summary>Ends the definitions that lie as deep as <paramref name="columns"/> or deeper.</summary>
    private void LeaveIndents(int columns, int position)
    {
        while (_indents > 0 && _buffers.Indents[_indents - 1].Columns >= columns)
        {
            _indents--;
            ref var left = ref FoundSpan[_buffers.Indents[_indents].Definition];
            var line = position >= _text.Length ? _buffers.LineOf(Math.Max(0, _text.Length - 1)) : _buffers.LineOf(position) - 1;
            left.EndLine = Math.Max(left.EndLine, line);
        }
    }

    /// <summary>A definition keyword at the beginning of a line: parentheses still open were never closed.</summary>
    private void LeaveParentheses()
    {
        while (_depth > 0 && Top.Kind == ScopeKind.Parentheses)
        {
            _depth--;
        }

        LeaveIndents(IndentOf(_tokens[_at].Start), _tokens[_at].Start);
    }

    /// <summary>Adds a definition that lies where the scanner is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">A function inside a type becomes a method.</param>
    /// <param name="certain">False while its body has not come.</param>
    /// <returns>Its index.</returns>
    private int Add(NamePlace name, DefinitionKind kind, bool certain)
    {
        ref readonly var scope = ref _scopes[_depth];
        var parent = _byIndent ? IndentOwner : scope.Owner;
        if (kind == DefinitionKind.Function && (name.OwnerLength > 0 || (parent >= 0 && OwnsMethods(FoundSpan[parent].Kind))))
        {
            kind = DefinitionKind.Method;
        }

        var line = _buffers.LineOf(name.Start);
        var head = _byIndent ? _buffers.LineOf(_tokens[Math.Min(_at, name.Token)].Start) : _buffers.LineOf(_tokens[Math.Min(scope.Head, name.Token)].Start);
        var index = _buffers.Found.Count;
        _buffers.Found.Add(new FoundDefinition
        {
            NameStart = name.Start,
            NameLength = name.Length,
            Line = line,
            HeadLine = head,
            EndLine = line,
            Kind = kind,
            Parent = parent,
            OwnerStart = name.OwnerStart,
            OwnerLength = name.OwnerLength,
            Certain = certain,
        });
        if (_byIndent && _indents < DeepestIndent && kind is not (DefinitionKind.Constant or DefinitionKind.Variable or DefinitionKind.TypeAlias))
        {
            _buffers.Indents[_indents++] = new IndentLevel(IndentOf(_tokens[_at].Start), index);
        }

        return index;
    }

    private static bool OwnsMethods(DefinitionKind kind) =>
        kind is (>= DefinitionKind.Class and <= DefinitionKind.Union) or DefinitionKind.Implementation or DefinitionKind.Module;

    private void TryNamed()
    {
        var first = _at;
        while (first - _at < MostModifiers && (RolesAt(first) & (WordRoles.Modifier | WordRoles.Form)) == WordRoles.Modifier && SymbolAt(first + 1) == Symbols.Word && !_tokens[first + 1].FirstOnLine)
        {
            first++; // local name = function
        }

        foreach (var form in _table.Syntax.Named)
        {
            if (TryNamed(first, form))
            {
                return;
            }
        }
    }

    private bool TryNamed(int first, NamedForm form)
    {
        var token = _tokens[first];
        if ((RolesAt(first) & (WordRoles.Control | WordRoles.Form)) != 0 || (form.Capitalised && !char.IsUpper(_text[token.Start])))
        {
            return false;
        }

        var at = first;
        var name = NameAt(at);
        while (form.Qualified && SymbolAt(at + 1) is '.' or ':' or Symbols.Scope && SymbolAt(at + 2) == Symbols.Word && at - first < Reach)
        {
            name = NameAt(at + 2) with { OwnerStart = name.Start, OwnerLength = name.Length };
            at += 2;
        }

        at++;
        if (form.Parameters && SymbolAt(at) == '(')
        {
            at = SkipGroup(at);
        }

        if (SymbolAt(at) != form.Separator || InFunctionOf(form) || IndentOf(_tokens[_at].Start) > form.DeepestIndent || !Then(form, at + 1))
        {
            return false;
        }

        Add(name, form.Kind, true);
        return true;
    }

    private readonly bool InFunctionOf(NamedForm form) => !form.InFunctions && InFunction(_scopes[_depth]);

    private readonly bool Then(NamedForm form, int token)
    {
        if (form.Then.Length == 0)
        {
            return true;
        }

        foreach (var word in form.Then)
        {
            if (SymbolAt(token) == Symbols.Word && TextOf(_tokens[token]).SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }
}
