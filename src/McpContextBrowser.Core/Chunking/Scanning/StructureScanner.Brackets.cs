namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct StructureScanner
{
    private void OnParenthesis(char close)
    {
        ref var scope = ref Top;
        var decorates = _at == _decoratorOpen;
        if (scope.Typedef && close == ')' && scope.TypedefPointer < 0)
        {
            var star = SymbolAt(_at + 1) is '*' or '^' ? _at + 1 : SymbolAt(_at + 2) is '*' or '^' ? _at + 2 : -1;
            if (star >= 0 && SymbolAt(star + 1) == Symbols.Word)
            {
                scope.TypedefPointer = star + 1;
            }
            else if (SymbolAt(_at + 1) == Symbols.Word && SymbolAt(_at + 2) == ')' && SymbolAt(_at + 3) == '(')
            {
                scope.TypedefPointer = _at + 1;
            }
        }

        if (EntersMacro(scope))
        {
            Push(new Scope { Kind = ScopeKind.Macro, Close = close, Definition = -1, Owner = scope.Owner, Open = _at });
            return;
        }

        var constructs = scope.New >= 0 && close == ')';
        scope.New = constructs ? -1 : scope.New;
        var group = _groupForm is not null && close == ')' && !decorates;
        var opened = new Scope
        {
            Kind = group ? ScopeKind.Group : ScopeKind.Parentheses,
            Form = _groupForm,
            Close = close,
            Definition = -1,
            Owner = scope.Owner,
            Open = _at,
            Decorates = decorates,
            Constructs = constructs,
        };
        _groupForm = null;
        Push(opened);
    }

    private void OnBrace()
    {
        ref var scope = ref Top;
        if (scope.Pending >= 0 && IsBody(scope))
        {
            var definition = scope.Pending;
            FoundSpan[definition].Certain = true;
            scope.Pending = -1;
            var macro = FoundSpan[definition].Kind == DefinitionKind.Macro && _table.Syntax.MacroMark.Length > 0;
            Push(Braces(scope, macro ? ScopeKind.Macro : scope.PendingScope, definition));
            return;
        }

        if (scope.BodyAt == _at || (scope.BodyAt == NextBody && !IsTypeOrValue()))
        {
            scope.BodyAt = -1;
            Push(Braces(scope, scope.PendingScope, -1)); // a body without a name
            return;
        }

        if (EntersMacro(scope))
        {
            Push(Braces(scope, ScopeKind.Macro, -1));
            return;
        }

        if (_headed == HeadedFunctions.CSharp && TryProperty())
        {
            var property = scope.Pending;
            scope.Pending = -1;
            Push(Braces(scope, ScopeKind.Accessors, property));
            return;
        }

        Push(Braces(scope, KindOfBrace(scope), -1));
    }

    private readonly Scope Braces(in Scope around, ScopeKind kind, int definition) => new()
    {
        Kind = kind,
        Close = '}',
        Definition = definition,
        Owner = definition >= 0 ? definition : around.Owner,
        Open = _at,
        AtMargin = _table.Has(Traits.Preprocessor) && (AtMargin(around.Head) || AtMargin(_at)),
    };

    private void Push(in Scope scope)
    {
        if (_depth == DeepestScope)
        {
            _overflow++;
            return;
        }

        _scopes[++_depth] = scope;
        _scopes[_depth].Restart(_at + 1);
    }

    /// <summary>Whether the bracket at hand holds the argument of a macro inside a function, or lies in one.</summary>
    private readonly bool EntersMacro(in Scope scope)
    {
        if (scope.Kind == ScopeKind.Macro)
        {
            return true;
        }

        var mark = _table.Syntax.MacroMark;
        return mark.Length > 0 && SymbolAt(_at - 1) == mark[0] && SymbolAt(_at - 2) == Symbols.Word && InFunction(scope);
    }

    /// <summary>Whether the brace at hand is the body of what is pending, rather than a type or a value in its head.</summary>
    private readonly bool IsBody(in Scope scope)
    {
        if (scope.BodyAt >= 0)
        {
            return scope.BodyAt == _at;
        }

        if (scope.BodyAt == NextBody || scope.PendingBody == BodyRule.None)
        {
            return false;
        }

        if (scope.Initialises)
        {
            return SymbolAt(_at - 1) is not (Symbols.Word or '>');
        }

        // type T struct {
        return !IsTypeOrValue()
            || (_headed != HeadedFunctions.Script && DefinitionKinds.ClassOf(FoundSpan[scope.Pending].Kind) == DefinitionClass.Type);
    }

    /// <summary>Whether the brace at hand lies in a head: <c>func f() struct{ … } {</c>, <c>f(): { … } {</c>.</summary>
    private readonly bool IsTypeOrValue() => (RolesAt(_at - 1) & WordRoles.Braced) != 0
        || (_headed == HeadedFunctions.Script && SymbolAt(_at - 1) is '=' or ':' or '|' or '&' or '<' or ',' or Symbols.FatArrow or '?' or '(');

    private readonly ScopeKind KindOfBrace(in Scope scope)
    {
        var before = SymbolAt(_at - 1);
        switch (_headed)
        {
            case HeadedFunctions.Script:
                return IsObject(scope, before) ? ScopeKind.Literal : ScopeKind.Function;
            case HeadedFunctions.C:
                if (before == Symbols.Literal && scope.Kind is ScopeKind.File or ScopeKind.Namespace)
                {
                    return ScopeKind.Namespace; // extern "C" {
                }

                return scope.Assigned || scope.Initialises || before is '=' or '(' or ',' ? ScopeKind.Literal : ScopeKind.Function;
            case HeadedFunctions.Java:
            case HeadedFunctions.Dart:
            case HeadedFunctions.CSharp:
                if ((scope.Constructed == _at - 1 && _headed != HeadedFunctions.CSharp)
                    || (scope.Kind == ScopeKind.ConstantsThenMembers && before is Symbols.Word or ')'))
                {
                    return ScopeKind.Type;
                }

                return scope.Assigned && before is not (')' or Symbols.Arrow or Symbols.FatArrow) ? ScopeKind.Literal : ScopeKind.Function;
            default:
                return ScopeKind.Function;
        }
    }

    /// <summary>Whether a brace opens an object, judged by what stands before it (JavaScript).</summary>
    private readonly bool IsObject(in Scope scope, char before)
    {
        switch (before)
        {
            case '=' or '(' or ',' or '[' or '?' or '&' or '|' or '<' or '+' or '!':
                return true;
            case ':':
                return scope.Kind is not (ScopeKind.Function or ScopeKind.File)
                    || TextOf(_tokens[Math.Min(scope.Head, _at)]) is not ("case" or "default");
            case Symbols.Word:
                return (RolesAt(_at - 1) & WordRoles.Braced) != 0 || TextOf(_tokens[_at - 1]) is "return" or "default" or "typeof" or "in" or "of" or "extends" or "yield" or "await" or "as" or "satisfies" or "new";
            default:
                return false;
        }
    }

    private void OnClose(in Token token)
    {
        if (_overflow > 0)
        {
            _overflow--;
            return;
        }

        if (token.Symbol == '}')
        {
            CloseBrace(token);
        }
        else if (Top.Close == token.Symbol)
        {
            CloseParenthesis();
        }
        else if (_depth > 1 && Top.Close is ')' or ']' && _scopes[_depth - 1].Close == token.Symbol)
        {
            _depth--;
            CloseParenthesis();
        }
    }

    private void CloseParenthesis()
    {
        var closed = Top;
        _depth--;
        ref var scope = ref Top;
        if (closed.Constructs)
        {
            scope.Constructed = _at;
        }

        if (closed.Decorates)
        {
            var last = _buffers.LineOf(_tokens[_at].Start);
            for (var line = _buffers.LineOf(_tokens[closed.Open].Start); line <= last; line++)
            {
                _buffers.Marks[line] |= LineMarks.Decorator;
            }

            return;
        }

        if (_headed == HeadedFunctions.Script)
        {
            if (scope.Clean && closed.Close == ']')
            {
                var start = _tokens[closed.Open].End;
                TryScriptMember(_at, start, _tokens[_at].Start - start);
            }

            scope.Clean = false;
        }
    }

    private void CloseBrace(in Token token)
    {
        var depth = _depth;
        while (depth > 0 && _scopes[depth].Close != '}')
        {
            depth--;
        }

        if (depth == 0)
        {
            return;
        }

        if (_table.Has(Traits.Preprocessor) && AtMargin(_at) && !_scopes[depth].AtMargin)
        {
            // Unbalanced by #if or a macro: a brace at the margin ends what began there.
            var margin = depth;
            while (margin > 0 && !_scopes[margin].AtMargin)
            {
                margin--;
            }

            depth = margin > 0 ? margin : depth;
        }

        while (_depth > depth)
        {
            LeaveScope();
        }

        var closed = Top;
        LeaveScope();
        ref var scope = ref Top;
        if (scope.Kind == ScopeKind.Parentheses || closed.Kind == ScopeKind.Literal
            || (_table.Has(Traits.Typedefs) && closed.Kind is ScopeKind.Type or ScopeKind.Constants))
        {
            scope.Clean = false;
            return;
        }

        if (scope.Kind == ScopeKind.ConstantsThenMembers)
        {
            scope.Clean = false;
            return;
        }

        _ = token;
        scope.Restart(_at + 1);
    }

    private void LeaveScope()
    {
        if (Top.Definition >= 0)
        {
            SetEnd(Top.Definition, Math.Min(_at, _tokens.Length - 1));
        }

        _depth--;
    }

    private void CloseAll()
    {
        while (_depth > 0)
        {
            LeaveScope();
        }

        LeaveIndents(-1, _text.Length);
    }
}
