namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct StructureScanner
{
    private void OnWord(in Token token)
    {
        ref readonly var entry = ref _entries[token.Word];
        var roles = entry.Roles;
        ref var scope = ref Top;
        if ((roles & (WordRoles.Form | WordRoles.SoftForm)) != 0 && TryKeyword(entry.Form!))
        {
            Top.Clean = false;
            return;
        }

        if (roles != WordRoles.None)
        {
            if ((roles & WordRoles.Modifier) != 0 && (_headed != HeadedFunctions.Script || SymbolAt(_at + 1) is not ('(' or '<')))
            {
                return;
            }

            scope.NoMember |= (roles & WordRoles.NoMember) != 0;
            if ((roles & WordRoles.Attribute) != 0)
            {
                _decoratorOpen = SymbolAt(_at + 1) == '(' ? _at + 1 : -1;
                return;
            }

            if ((roles & WordRoles.Control) != 0)
            {
                OnControlWord(token, ref scope);
            }
        }

        if (scope.Typedef && roles == WordRoles.None)
        {
            scope.TypedefName = _at;
        }

        if (_headed == HeadedFunctions.C && TextOf(token) is "operator")
        {
            AwaitOperator();
        }
        else if (_headed == HeadedFunctions.C && TextOf(token) is "template" && SymbolAt(_at + 1) == '<')
        {
            _at = SkipAngles(_at + 1) - 1;
        }
        else if (_headed != HeadedFunctions.None)
        {
            TryHeaded(token, roles);
        }
        else if (_table.Has(Traits.ShellFunctions))
        {
            TryShellFunction(roles);
        }

        scope.Clean = false;
    }

    private readonly void OnControlWord(in Token token, ref Scope scope)
    {
        if (token.Length == 3 && TextOf(token) is "new")
        {
            scope.New = _at;
        }
        else if (_table.Has(Traits.Typedefs) && TextOf(token) is "typedef")
        {
            scope.Typedef = true;
        }
    }

    /// <summary>Whether the word at hand announces a definition; if so it is added and its body awaited.</summary>
    private bool TryKeyword(KeywordForm form)
    {
        if (!MayAnnounce(form))
        {
            if (_headed == HeadedFunctions.Script && form.Kind == DefinitionKind.Class)
            {
                Top.BodyAt = NextBody; // a class in an expression
                Top.PendingScope = ScopeKind.Type;
            }

            return false;
        }

        if ((form.Name & NameRule.Group) != 0 && SymbolAt(_at + 1) == '(')
        {
            _groupForm = form;
            return true;
        }

        if (_byIndent && form.DeepestIndent == int.MaxValue && _tokens[_at].FirstOnLine && !form.Soft)
        {
            LeaveParentheses();
        }

        var name = FindName(form);
        if (name.Token < 0)
        {
            if (name.Body >= 0)
            {
                ref var anonymous = ref Top;
                anonymous.BodyAt = name.Body;
                anonymous.PendingScope = ScopeOf(form);
                return true;
            }

            return false;
        }

        var kind = form.Kind;
        var body = form.Body;
        if (form.Assigned.Length > 0)
        {
            kind = AssignedKind(form, name.Token + 1);
            body = kind == form.Kind ? form.Body : BodyRule.Optional;
        }

        kind = NextWordKind(form, name.Token + 1, kind);
        var definition = Add(name, kind, body is BodyRule.Optional or BodyRule.None);
        ref var scope = ref Top;
        scope.Pending = body == BodyRule.None ? -1 : definition;
        scope.PendingBody = body;
        scope.PendingByKeyword = true;
        scope.PendingScope = form.Assigned.Length > 0 && kind != form.Kind ? ScopeKind.Type : ScopeOf(form);
        scope.BodyAt = name.Body;
        return true;
    }

    /// <summary>In <see cref="Scope.BodyAt"/>: the next brace that can be a body.</summary>
    private const int NextBody = -2;

    private readonly bool MayAnnounce(KeywordForm form)
    {
        var token = _tokens[_at];
        var before = SymbolAt(_at - 1);
        if ((before is '.' or Symbols.Arrow && !token.FirstOnLine) || before is Symbols.Scope or '$' || (before == ':' && !token.AfterBlank))
        {
            return false;
        }

        ref readonly var scope = ref _scopes[_depth];
        if (scope.Kind == ScopeKind.Macro || (before == Symbols.Word && TextOf(_tokens[_at - 1]) is "import" && !token.FirstOnLine))
        {
            return false;
        }

        if (scope.Pending >= 0 && scope.PendingByKeyword && FoundSpan[scope.Pending].NameStart > token.Start)
        {
            return false; // enum class X, record struct X: the word before has announced X
        }

        if (form.DeepestIndent < int.MaxValue
            && (scope.Kind == ScopeKind.Parentheses || InFunction(scope) || IndentOf(token.Start) > form.DeepestIndent))
        {
            return false;
        }

        return form.Where switch
        {
            Position.Statement => IsStatementStart(),
            Position.Type => scope.Kind == ScopeKind.Type,
            Position.File => scope.Kind is not (ScopeKind.Parentheses or ScopeKind.Literal) && !InFunction(scope) && IsStatementStart(),
            _ => true,
        };
    }

    private readonly bool InFunction(in Scope scope)
    {
        var owner = _byIndent ? IndentOwner : scope.Owner;
        return owner >= 0 && DefinitionKinds.ClassOf(FoundSpan[owner].Kind) == DefinitionClass.Function;
    }

    /// <summary>Whether nothing but modifiers stands between the word at hand and the end of another statement.</summary>
    private readonly bool IsStatementStart()
    {
        var first = _at;
        while (first > 0 && _at - first < 16 && (RolesAt(first - 1) & WordRoles.Modifier) != 0)
        {
            first--;
        }

        if (first == 0)
        {
            return true;
        }

        var before = SymbolAt(first - 1);
        if (before is ';' or '{' or '}' or Symbols.Directive
            || (before is ')' or ']' && (_tokens[first].FirstOnLine || _table.Syntax.Decorators.Length > 0)))
        {
            return true;
        }

        if (!_tokens[first].FirstOnLine)
        {
            // else class …, do function …, @Attribute class …; but return function …
            return before == Symbols.Word
                && (SymbolAt(first - 2) == '@' || TextOf(_tokens[first - 1]) is "else" or "do" or "then" or "begin");
        }

        return before is Symbols.Word or Symbols.Number or Symbols.Literal or Symbols.Arrow or '>' or '?' or '!' or '*' || IsPostfix(first - 1);
    }

    private static ScopeKind ScopeOf(KeywordForm form) => form.Scope ?? form.Kind switch
    {
        DefinitionKind.Namespace or DefinitionKind.Module => ScopeKind.Namespace,
        >= DefinitionKind.Class and <= DefinitionKind.Union or DefinitionKind.Implementation => ScopeKind.Type,
        _ => ScopeKind.Function,
    };

    private readonly DefinitionKind AssignedKind(KeywordForm form, int token)
    {
        if (SymbolAt(token) != '=')
        {
            return form.Kind;
        }

        for (var at = token + 1; at < token + 4 && SymbolAt(at) == Symbols.Word; at++)
        {
            foreach (var (word, kind) in form.Assigned)
            {
                if (TextOf(_tokens[at]).SequenceEqual(word))
                {
                    return kind;
                }
            }
        }

        return form.Kind;
    }

    private readonly DefinitionKind NextWordKind(KeywordForm form, int token, DefinitionKind kind)
    {
        if (form.NextWord.Length == 0)
        {
            return kind;
        }

        token = SymbolAt(token) == '[' ? SkipGroup(token) : token;
        foreach (var (word, next) in form.NextWord)
        {
            if (SymbolAt(token) == Symbols.Word && TextOf(_tokens[token]).SequenceEqual(word))
            {
                return next;
            }
        }

        return SymbolAt(token) == '=' ? DefinitionKind.TypeAlias : kind;
    }

    private void DefineInGroup(KeywordForm form)
    {
        var name = NameAt(_at);
        var kind = NextWordKind(form, _at + 1, form.Kind);
        if ((RolesAt(_at) & WordRoles.Control) != 0)
        {
            return;
        }

        EndStatement(_at);
        var definition = Add(name, kind, true);
        ref var scope = ref Top;
        scope.Pending = form.Body == BodyRule.None ? -1 : definition;
        scope.PendingBody = form.Body;
        scope.PendingByKeyword = true;
        scope.PendingScope = ScopeOf(form);
    }

    private void TryShellFunction(WordRoles roles)
    {
        if (roles == WordRoles.None && SymbolAt(_at + 1) == '(' && SymbolAt(_at + 2) == ')'
            && _tokens[_at + 1].Start == _tokens[_at].End | !_tokens[_at + 1].FirstOnLine
            && (_tokens[_at].FirstOnLine || SymbolAt(_at - 1) is ';' or '&' or '|' or '{' or '}' or ')' || (RolesAt(_at - 1) & WordRoles.Control) != 0))
        {
            Add(NameAt(_at), DefinitionKind.Function, true);
        }
    }
}
