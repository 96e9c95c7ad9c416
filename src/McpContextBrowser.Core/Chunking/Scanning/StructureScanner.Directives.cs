namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct StructureScanner
{
    /// <summary>Open <c>#if</c>s that are told apart; deeper ones are only counted.</summary>
    public const int DeepestCondition = 32;

    private void OnDirective(in Token token)
    {
        if (!_table.Has(Traits.Preprocessor))
        {
            return;
        }

        var at = token.Start + 1;
        var name = ReadDirectiveWord(ref at, token.End);
        switch (name)
        {
            case "define":
                Define(token, at);
                return;
            case "if" or "ifdef" or "ifndef":
                if (_conditions < DeepestCondition)
                {
                    _buffers.ConditionDepths[_conditions] = _depth;
                }

                _conditions++;
                if (name is "ifndef")
                {
                    _ = ReadDirectiveWord(ref at, token.End);
                    _guard = _at;
                }

                return;
            case "else" or "elif" or "elifdef" or "elifndef":
                // The branches are alternatives: what one left open the next one opens again.
                if (_conditions is > 0 and <= DeepestCondition && _depth > _buffers.ConditionDepths[_conditions - 1] && _overflow == 0)
                {
                    while (_depth > _buffers.ConditionDepths[_conditions - 1])
                    {
                        LeaveScope();
                    }
                }

                return;
            case "endif":
                _conditions = Math.Max(0, _conditions - 1);
                return;
        }
    }

    private readonly ReadOnlySpan<char> ReadDirectiveWord(ref int at, int end)
    {
        while (at < end && _text[at] is ' ' or '\t')
        {
            at++;
        }

        var start = at;
        while (at < end && (char.IsAsciiLetterOrDigit(_text[at]) || _text[at] == '_'))
        {
            at++;
        }

        return _text[start..at];
    }

    private void Define(in Token token, int at)
    {
        var name = ReadDirectiveWord(ref at, token.End);
        var start = at - name.Length;
        var isGuard = _guard == _at - 1 && _text[at..token.End].IsWhiteSpace();
        if (name.IsEmpty || isGuard || IndentOf(token.Start) > 4)
        {
            return;
        }

        var line = _buffers.LineOf(start);
        _buffers.Found.Add(new FoundDefinition
        {
            NameStart = start,
            NameLength = name.Length,
            Line = line,
            HeadLine = line,
            EndLine = _buffers.LineOf(token.End - 1),
            Kind = DefinitionKind.Define,
            Parent = -1,
            Certain = true,
        });
    }
}
