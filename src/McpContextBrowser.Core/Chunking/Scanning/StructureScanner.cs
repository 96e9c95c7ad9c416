using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Finds definitions in the tokens of a text: one pass, a stack of open brackets, and what the table says of the words.</summary>
/// <remarks>Every look ahead is bounded by <see cref="Reach"/> tokens and the stack by <see cref="DeepestScope"/>, so the work is
/// linear in the text and the memory of the stack constant.</remarks>
internal ref partial struct StructureScanner
{
    /// <summary>Brackets open at once that are told apart; deeper ones are only counted.</summary>
    public const int DeepestScope = 400;

    /// <summary>Columns of a tab.</summary>
    private const int TabColumns = 4;

    /// <summary>Tokens that a look ahead or back may pass.</summary>
    private const int Reach = 160;

    private readonly ReadOnlySpan<char> _text;
    private readonly SyntaxTable _table;
    private readonly ScanBuffers _buffers;
    private readonly ReadOnlySpan<Token> _tokens;
    private readonly WordEntry[] _entries;
    private readonly Scope[] _scopes;
    private readonly HeadedFunctions _headed;
    private readonly bool _byIndent;
    private readonly bool _newlineEnds;
    private int _depth;
    private int _overflow;
    private int _at;

    /// <summary>The parenthesis that opens the arguments of an annotation; -1 without.</summary>
    private int _decoratorOpen = -1;

    /// <summary>What the next parenthesis groups: <c>type ( … )</c>.</summary>
    private KeywordForm? _groupForm;

    /// <summary>Indentation levels and <c>#if</c>s that are open; their contents are in the buffers.</summary>
    private int _indents;
    private int _conditions;

    /// <summary>The <c>#ifndef</c> that may guard the file; -1 without.</summary>
    private int _guard = -1;

    public StructureScanner(ReadOnlySpan<char> text, SyntaxTable table, ScanBuffers buffers)
    {
        _text = text;
        _table = table;
        _buffers = buffers;
        _tokens = buffers.Tokens.AsSpan(0, buffers.TokenCount);
        _entries = table.Entries;
        _scopes = buffers.Scopes;
        _headed = table.Syntax.Headed;
        _byIndent = table.Syntax.Layout == Layout.Indentation;
        _newlineEnds = table.Has(Traits.NewlineEnds);
    }

    /// <summary>Reads all tokens; what was found is added to the buffers.</summary>
    /// <param name="owner">The definition around the region, or -1.</param>
    /// <param name="kind">What the region holds.</param>
    public void Run(int owner, ScopeKind kind)
    {
        ref var file = ref _scopes[0];
        file = new Scope { Kind = kind, Definition = -1, Owner = owner, Open = -1 };
        file.Restart(0);
        for (_at = 0; _at < _tokens.Length; _at++)
        {
            ref readonly var token = ref _tokens[_at];
            if (token.FirstOnLine)
            {
                OnLine(token);
            }

            switch (token.Symbol)
            {
                case Symbols.Word:
                    OnWord(token);
                    break;
                case '{':
                    OnBrace();
                    break;
                case '(':
                case '[':
                    OnParenthesis(token.Symbol == '(' ? ')' : ']');
                    break;
                case ')':
                case ']':
                case '}':
                    OnClose(token);
                    break;
                case ';':
                    OnSemicolon();
                    break;
                case ',':
                    OnComma();
                    break;
                case ':':
                    OnColon();
                    break;
                case '=':
                    OnAssign();
                    break;
                case Symbols.FatArrow:
                    OnFatArrow();
                    break;
                case '@':
                case '#':
                    OnDecorator(token);
                    break;
                case Symbols.Directive:
                    OnDirective(token);
                    break;
                case '<' when Top.Typedef:
                    _at = SkipAngles(_at) - 1;
                    break;
                case '*':
                    break; // a generator's star leaves the head clean
                case Symbols.Literal when _headed == HeadedFunctions.Script && Top.Clean:
                    TryScriptMember(_at, token.Start + 1, token.Length - 2);
                    Top.Clean = false;
                    break;
                default:
                    Top.Clean = false;
                    break;
            }
        }

        CloseAll();
    }

    private readonly ref Scope Top => ref _scopes[_depth];

    private readonly ReadOnlySpan<char> TextOf(in Token token) => _text.Slice(token.Start, token.Length);

    /// <summary>The symbol of a token; NUL outside the list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly char SymbolAt(int token) => (uint)token < (uint)_tokens.Length ? _tokens[token].Symbol : '\0';

    private readonly WordRoles RolesAt(int token) =>
        (uint)token < (uint)_tokens.Length && _tokens[token].Symbol == Symbols.Word ? _entries[_tokens[token].Word].Roles : WordRoles.None;

    private readonly bool AtMargin(int token) =>
        (uint)token < (uint)_tokens.Length && _tokens[token].Start is var start && (start == 0 || _text[start - 1] is '\n' or '\r');

    /// <summary>Columns before the first character of the line that holds a position.</summary>
    private readonly int IndentOf(int position)
    {
        var start = position;
        while (start > 0 && _text[start - 1] is not ('\n' or '\r') && position - start < 4096)
        {
            start--;
        }

        return IndentAt(start);
    }

    private readonly int IndentAt(int lineStart)
    {
        var columns = 0;
        for (var at = lineStart; at < _text.Length; at++)
        {
            if (_text[at] == ' ')
            {
                columns++;
            }
            else if (_text[at] == '\t')
            {
                columns += TabColumns;
            }
            else
            {
                break;
            }
        }

        return columns;
    }

    private void OnLine(in Token token)
    {
        if (_byIndent && Top.Kind != ScopeKind.Parentheses && token.Symbol is not (')' or ']' or '}'))
        {
            LeaveIndents(IndentOf(token.Start), token.Start);
        }

        ref var scope = ref Top;
        if (_newlineEnds && _at > scope.Head && scope.Kind is not ScopeKind.Parentheses && Breaks())
        {
            EndStatement(_at);
        }

        if (scope.Kind == ScopeKind.Group && token.Symbol == Symbols.Word && scope.Form is { } form)
        {
            DefineInGroup(form);
        }
        else if (token.Symbol == Symbols.Word && _table.Syntax.Named.Length > 0 && scope.Kind != ScopeKind.Parentheses)
        {
            TryNamed();
        }
    }

    /// <summary>Whether the line end before the current token ends the statement.</summary>
    private readonly bool Breaks()
    {
        var before = SymbolAt(_at - 1);
        var here = _tokens[_at];
        return (before is Symbols.Word or Symbols.Number or Symbols.Literal or ')' or ']' or '}' or '>' or '?' or '!' or '*' or ';' || IsPostfix(_at - 1))
            && (here.Symbol is Symbols.Word ? (RolesAt(_at) & WordRoles.Continuation) == 0
                : here.Symbol is Symbols.Literal or Symbols.Number or '@' or '#' or '}' or ')' or '[' or '*' or '~')
            && (RolesAt(_at - 1) & (WordRoles.Continuation | WordRoles.Modifier)) == 0;
    }

    /// <summary><c>++</c> or <c>--</c> ends at a token.</summary>
    private readonly bool IsPostfix(int token) => SymbolAt(token) is '+' or '-' && SymbolAt(token - 1) == SymbolAt(token);

    /// <summary>Ends the statement of the innermost brackets; the next one begins at token <paramref name="next"/>.</summary>
    private void EndStatement(int next)
    {
        ref var scope = ref Top;
        if (scope.Pending >= 0)
        {
            SetEnd(scope.Pending, Math.Max(0, next - 1));
        }

        scope.Restart(next);
    }

    private void SetEnd(int definition, int token)
    {
        if (token < _tokens.Length)
        {
            FoundSpan[definition].EndLine = Math.Max(FoundSpan[definition].EndLine, _buffers.LineOf(_tokens[token].Start));
        }
    }

    private readonly Span<FoundDefinition> FoundSpan => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_buffers.Found);

    private void OnSemicolon()
    {
        ref var scope = ref Top;
        if (scope.Kind is ScopeKind.Parentheses)
        {
            return;
        }

        if (scope.Typedef)
        {
            DefineTypedef();
        }

        if (scope.Kind == ScopeKind.ConstantsThenMembers)
        {
            scope.Kind = ScopeKind.Type;
        }
        else if (scope.Pending >= 0 && !scope.PendingByKeyword
            && _headed is HeadedFunctions.Java or HeadedFunctions.CSharp or HeadedFunctions.Dart)
        {
            FoundSpan[scope.Pending].Certain = true; // abstract, or of an interface
        }
        else if (_table.Has(Traits.OldStyleHeads) && IsOldStyleHead(scope))
        {
            return;
        }

        EndStatement(_at + 1);
    }

    private void OnComma()
    {
        ref var scope = ref Top;
        if (scope.Typedef)
        {
            DefineTypedef();
        }

        if (scope.Kind is ScopeKind.ConstantsThenMembers || (scope.Kind == ScopeKind.Literal && _headed == HeadedFunctions.Script))
        {
            EndStatement(_at + 1);
        }

        scope.Clean = scope.Head == _at + 1;
    }

    private void OnColon()
    {
        ref var scope = ref Top;
        scope.Clean = false;
        if (_headed != HeadedFunctions.C || scope.Kind is ScopeKind.Parentheses)
        {
            return;
        }

        if (scope.Pending >= 0 && !scope.PendingByKeyword)
        {
            scope.Initialises = true;
        }
        else if ((RolesAt(scope.Head) & WordRoles.Modifier) != 0 && _at - scope.Head <= 2)
        {
            scope.Restart(_at + 1); // public:
        }
    }

    private void OnAssign()
    {
        ref var scope = ref Top;
        scope.Clean = false;
        if (scope.Kind is ScopeKind.Parentheses)
        {
            return;
        }

        scope.Assigned = true;
        if (scope.Pending < 0)
        {
            return;
        }

        if (scope.PendingBody is BodyRule.BracesOrAssign or BodyRule.Assign)
        {
            FoundSpan[scope.Pending].Certain = true;
            scope.Pending = -1;
        }
        else if ((_headed == HeadedFunctions.C && !scope.PendingByKeyword)
            || (_newlineEnds && _headed != HeadedFunctions.Script && scope.PendingBody == BodyRule.Optional))
        {
            scope.Pending = -1; // = default, = 0; or the body is an expression
        }
    }

    private void OnFatArrow()
    {
        ref var scope = ref Top;
        scope.Clean = false;
        if (scope.Kind is ScopeKind.Parentheses)
        {
            return;
        }

        if (_headed is HeadedFunctions.CSharp or HeadedFunctions.Dart)
        {
            if (scope.Pending >= 0 && !scope.PendingByKeyword)
            {
                FoundSpan[scope.Pending].Certain = true;
            }
            else if (_headed == HeadedFunctions.CSharp)
            {
                TryProperty();
            }

            if (!scope.PendingByKeyword)
            {
                scope.Pending = -1;
                scope.Assigned = true;
            }
        }
    }

    /// <summary>An annotation: its name and arguments are no part of the head.</summary>
    private void OnDecorator(in Token token)
    {
        ref var scope = ref Top;
        if (token.Symbol == '#')
        {
            var open = SymbolAt(_at + 1) == '!' ? _at + 2 : _at + 1;
            if (SymbolAt(open) == '[' && Array.IndexOf(_table.Syntax.Decorators, "#[") >= 0)
            {
                MarkDecorator(token);
                _decoratorOpen = open;
            }

            return;
        }

        if (Array.IndexOf(_table.Syntax.Decorators, "@") < 0
            || (RolesAt(_at + 1) & WordRoles.Form) != 0
            || SymbolAt(_at + 1) != Symbols.Word)
        {
            scope.Clean &= token.Symbol == '@';
            return;
        }

        if (token.FirstOnLine)
        {
            MarkDecorator(token);
        }

        var last = _at + 1;
        while (SymbolAt(last + 1) is '.' or ':' && SymbolAt(last + 2) == Symbols.Word && !_tokens[last + 1].FirstOnLine && last - _at < Reach)
        {
            last += 2;
        }

        if (SymbolAt(last + 1) == '(' && !_tokens[last + 1].FirstOnLine)
        {
            _decoratorOpen = last + 1;
        }

        _at = last;
    }

    private readonly void MarkDecorator(in Token token) => _buffers.Marks[_buffers.LineOf(token.Start)] |= LineMarks.Decorator;
}
