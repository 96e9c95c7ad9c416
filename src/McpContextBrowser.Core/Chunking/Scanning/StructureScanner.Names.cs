namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct StructureScanner
{
    private readonly NamePlace NameAt(int token)
    {
        var found = _tokens[token];
        if (found.Symbol != Symbols.Literal)
        {
            return new NamePlace(token, found.Start, found.Length);
        }

        return found.Length > 2 ? new NamePlace(token, found.Start + 1, found.Length - 2) : NamePlace.Nowhere;
    }

    private readonly bool IsName(int token) =>
        SymbolAt(token) == Symbols.Word
            ? (RolesAt(token) & (WordRoles.Control | WordRoles.Form | WordRoles.Continuation)) == 0
                && ((RolesAt(token) & WordRoles.SoftForm) == 0 || SymbolAt(token + 1) != Symbols.Word || _tokens[token + 1].FirstOnLine)
            : SymbolAt(token) == Symbols.Literal && _text[_tokens[token].Start] == '`';

    /// <summary>The name that the keyword at hand announces.</summary>
    private readonly NamePlace FindName(KeywordForm form)
    {
        var rule = form.Name;
        if ((rule & NameRule.Itself) != 0)
        {
            return SymbolAt(_at + 1) is '(' or '<' || (SymbolAt(_at + 1) is '?' or '!' && SymbolAt(_at + 2) is '(' or '<') ? NameAt(_at) : NamePlace.Nowhere;
        }

        if ((rule & NameRule.LastBeforeBody) != 0)
        {
            return FindBeforeBody();
        }

        if ((rule & NameRule.LastBeforeParameters) != 0)
        {
            return FindBeforeParameters();
        }

        if ((rule & NameRule.LastBeforeAssign) != 0)
        {
            return FindBeforeAssign();
        }

        if ((rule & NameRule.AfterFor) != 0)
        {
            return FindImplemented();
        }

        var at = _at + 1;
        var owner = NamePlace.Nowhere;
        for (var skipped = 0; skipped < 8 && at < _tokens.Length && form.Skip.Length > 0 && Skips(form, at); skipped++)
        {
            at++;
        }

        if ((rule & NameRule.Receiver) != 0 && SymbolAt(at) == '(')
        {
            var behind = SkipGroup(at);
            owner = ReceiverType(at, behind);
            at = behind;
            if (SymbolAt(at + 1) is not ('(' or '['))
            {
                return NamePlace.Nowhere;
            }
        }

        if ((rule & NameRule.SkipAngles) != 0 && SymbolAt(at) is '<' or '[')
        {
            at = SymbolAt(at) == '<' ? SkipAngles(at) : SkipGroup(at);
        }

        if ((rule & NameRule.AfterConstraint) != 0)
        {
            at = BehindConstraint(at);
        }

        var name = FindPlainName(rule, at);
        if ((rule & NameRule.Setter) != 0 && name.Token >= 0 && IsSetter(name.Token + 1))
        {
            name = name with { Token = name.Token + 1, Length = name.Length + 1 };
        }

        if (name.Token < 0 || (form.Follow.Length > 0 && !form.Follow.Contains(SymbolAt(name.Token + 1))))
        {
            return NamePlace.Nowhere;
        }

        return owner.Token < 0 ? name : name with { OwnerStart = owner.Start, OwnerLength = owner.Length };
    }

    /// <returns>The token behind the <c>=></c> of the line; <paramref name="at"/> when a <c>=</c> or the end of the line comes first.</returns>
    private readonly int BehindConstraint(int at)
    {
        for (var next = at; next < Math.Min(_tokens.Length, at + Reach) && !_tokens[next].FirstOnLine && _tokens[next].Symbol != '='; next++)
        {
            if (_tokens[next].Symbol == Symbols.FatArrow)
            {
                return next + 1;
            }
        }

        return at;
    }

    /// <summary><c>name=(value)</c>, <c>name= value</c>; but not <c>name = value</c>, nor <c>name=</c> at the end of a line.</summary>
    private readonly bool IsSetter(int token) =>
        SymbolAt(token) == '=' && !_tokens[token].AfterBlank && SymbolAt(token + 1) is '(' or Symbols.Word && !_tokens[token + 1].FirstOnLine;

    private readonly bool Skips(KeywordForm form, int token)
    {
        foreach (var skip in form.Skip)
        {
            if (TextOf(_tokens[token]).Equals(skip, _table.Has(Traits.IgnoreCase) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private readonly NamePlace FindPlainName(NameRule rule, int at)
    {
        if ((rule & NameRule.Literal) != 0 && SymbolAt(at) == Symbols.Literal)
        {
            while (SymbolAt(at + 1) == Symbols.Literal && !_tokens[at + 1].FirstOnLine)
            {
                at++;
            }

            return NameAt(at);
        }

        if (SymbolAt(at) == Symbols.Scope && (rule & NameRule.Qualified) != 0)
        {
            at++;
        }

        if (!IsName(at) && !((rule & NameRule.KeywordsToo) != 0 && SymbolAt(at) == Symbols.Word))
        {
            return (rule & NameRule.Operators) != 0 ? OperatorAt(at) : NamePlace.Nowhere;
        }

        if ((rule & NameRule.Qualified) == 0)
        {
            return NameAt(at);
        }

        var previous = NamePlace.Nowhere;
        while ((SymbolAt(at + 1) is '.' or Symbols.Scope or '\\' || (SymbolAt(at + 1) == ':' && (rule & NameRule.Colons) != 0)) && !_tokens[at + 1].AfterBlank
            && (SymbolAt(at + 2) == Symbols.Word || ((rule & NameRule.Operators) != 0 && IsOperator(SymbolAt(at + 2)))) && at - _at < Reach)
        {
            previous = NameAt(at);
            at += 2;
        }

        var name = SymbolAt(at) == Symbols.Word || SymbolAt(at) == Symbols.Literal ? NameAt(at) : OperatorAt(at);
        return previous.Token < 0 ? name : name with { OwnerStart = previous.Start, OwnerLength = previous.Length };
    }

    /// <summary>The run of operator characters that begins at a token.</summary>
    private readonly NamePlace OperatorAt(int at)
    {
        var last = at;
        if (!IsOperator(SymbolAt(at)))
        {
            return NamePlace.Nowhere;
        }

        while (IsOperator(SymbolAt(last + 1)) && SymbolAt(last + 1) is not ('[' or ']') && _tokens[last + 1].Start == _tokens[last].End && last - at < 4)
        {
            last++;
        }

        // def [](key): the brackets are the name (Ruby)
        if (SymbolAt(at) == '[' && SymbolAt(at + 1) == ']')
        {
            last = SymbolAt(at + 2) == '=' && _tokens[at + 2].Start == _tokens[at + 1].End ? at + 2 : at + 1;
        }

        return new NamePlace(last, _tokens[at].Start, _tokens[last].End - _tokens[at].Start);
    }

    private static bool IsOperator(char symbol) => symbol is '+' or '-' or '*' or '/' or '%' or '<' or '>' or '=' or '!' or '&' or '|' or '^' or '~'
        or '?' or '[' or ']' or ':' or Symbols.Comparison or Symbols.Scope or Symbols.Arrow or Symbols.FatArrow or Symbols.LeftArrow or '\\' or '@' or '#';

    private readonly NamePlace ReceiverType(int open, int behind)
    {
        var first = -1;
        for (var at = open + 1; at < behind - 1; at++)
        {
            if (SymbolAt(at) == Symbols.Word)
            {
                if (first >= 0)
                {
                    return NameAt(at);
                }

                first = at;
            }
            else if (SymbolAt(at) == '[')
            {
                break;
            }
        }

        return first >= 0 ? NameAt(first) : NamePlace.Nowhere;
    }

    /// <summary><c>class EXPORT Name&lt;T> final : Base {</c>; without a name only the body is found.</summary>
    private readonly NamePlace FindBeforeBody()
    {
        var name = -1;
        var qualifier = -1;
        for (var at = _at + 1; at < _at + Reach; at++)
        {
            switch (SymbolAt(at))
            {
                case Symbols.Word:
                    var roles = RolesAt(at);
                    if ((roles & WordRoles.Attribute) != 0)
                    {
                        at = SymbolAt(at + 1) == '(' ? SkipGroup(at + 1) - 1 : at;
                    }
                    else if ((roles & WordRoles.Control) != 0)
                    {
                        return NamePlace.Nowhere;
                    }
                    else if ((roles & (WordRoles.Form | WordRoles.Modifier)) == 0)
                    {
                        qualifier = SymbolAt(at - 1) == Symbols.Scope ? name : -1;
                        name = at;
                    }

                    break;
                case '<':
                    at = SkipAngles(at) - 1;
                    break;
                case '[':
                    at = SkipGroup(at) - 1;
                    break;
                case Symbols.Scope or Symbols.Directive:
                    break;
                case ':':
                    var body = FindBody(at + 1);
                    return body < 0 ? NamePlace.Nowhere : WithBody(name, qualifier, body);
                case '{':
                    return WithBody(name, qualifier, at);
                default:
                    return NamePlace.Nowhere;
            }
        }

        return NamePlace.Nowhere;
    }

    private readonly NamePlace WithBody(int name, int qualifier, int body)
    {
        if (name < 0)
        {
            return NamePlace.Nowhere with { Body = body };
        }

        var place = NameAt(name) with { Body = body };
        return qualifier < 0 ? place : place with { OwnerStart = _tokens[qualifier].Start, OwnerLength = _tokens[qualifier].Length };
    }

    /// <summary>The brace behind a list of bases.</summary>
    private readonly int FindBody(int at)
    {
        for (var end = at + Reach; at < end; at++)
        {
            switch (SymbolAt(at))
            {
                case '{':
                    return at;
                case ';' or ')' or '=' or '}' or '\0':
                    return -1;
            }
        }

        return -1;
    }

    private readonly NamePlace FindBeforeParameters()
    {
        var previous = -1;
        for (var at = _at + 1; at < _at + Reach; at++)
        {
            switch (SymbolAt(at))
            {
                case Symbols.Word or Symbols.Literal when SymbolAt(at) == Symbols.Word ? (RolesAt(at) & WordRoles.Control) == 0 : IsName(at):
                    var behind = SymbolAt(at + 1) == '<' ? SkipAngles(at + 1) : at + 1;
                    if (SymbolAt(behind) == '(')
                    {
                        var name = NameAt(at);
                        return previous < 0 || SymbolAt(at - 1) != '.' ? name
                            : name with { OwnerStart = _tokens[previous].Start, OwnerLength = _tokens[previous].Length };
                    }

                    previous = at;
                    break;
                case '<':
                    at = SkipAngles(at) - 1;
                    break;
                case '(' or '[':
                    at = SkipGroup(at) - 1;
                    if (SymbolAt(at + 1) is not ('.' or '?' or Symbols.Word or '['))
                    {
                        return NamePlace.Nowhere;
                    }

                    break;
                case '.' or '?' or '*' or Symbols.Scope or '@' or ',' or '&':
                    break;
                default:
                    return NamePlace.Nowhere;
            }
        }

        return NamePlace.Nowhere;
    }

    private readonly NamePlace FindBeforeAssign()
    {
        var name = -1;
        for (var at = _at + 1; at < _at + Reach; at++)
        {
            switch (SymbolAt(at))
            {
                case Symbols.Word:
                    name = at;
                    break;
                case '=':
                    return name < 0 ? NamePlace.Nowhere : NameAt(name);
                case '<' or '>' or '.' or '?' or '[' or ']' or ',' or ':' or '*' or Symbols.Scope:
                    break;
                default:
                    return NamePlace.Nowhere;
            }
        }

        return NamePlace.Nowhere;
    }

    /// <summary><c>impl&lt;T> Trait for a::Type&lt;T> where … {</c>: Type.</summary>
    private readonly NamePlace FindImplemented()
    {
        var name = -1;
        for (var at = _at + 1; at < _at + Reach; at++)
        {
            switch (SymbolAt(at))
            {
                case Symbols.Word:
                    if (TextOf(_tokens[at]) is "where")
                    {
                        return name < 0 ? NamePlace.Nowhere : NameAt(name);
                    }

                    name = (RolesAt(at) & (WordRoles.Control | WordRoles.Modifier)) != 0 ? name : at;
                    break;
                case '<':
                    at = SkipAngles(at) - 1;
                    break;
                case '(' or '[':
                    at = SkipGroup(at) - 1;
                    break;
                case '{' or ';':
                    return name < 0 ? NamePlace.Nowhere : NameAt(name);
                case '}' or '\0':
                    return NamePlace.Nowhere;
            }
        }

        return NamePlace.Nowhere;
    }

    /// <returns>The token behind the bracket that closes the one at <paramref name="open"/>, or behind the reach.</returns>
    private readonly int SkipGroup(int open)
    {
        var depth = 0;
        var at = open;
        for (; at < Math.Min(_tokens.Length, open + Reach); at++)
        {
            switch (_tokens[at].Symbol)
            {
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    if (--depth == 0)
                    {
                        return at + 1;
                    }

                    break;
            }
        }

        return at;
    }

    /// <returns>The token behind the <c>></c> that closes the <c>&lt;</c> at <paramref name="open"/>; the next one when it closes nothing.</returns>
    private readonly int SkipAngles(int open)
    {
        var depth = 0;
        for (var at = open; at < Math.Min(_tokens.Length, open + Reach); at++)
        {
            switch (_tokens[at].Symbol)
            {
                case '<':
                    depth++;
                    break;
                case '>':
                    if (--depth == 0)
                    {
                        return at + 1;
                    }

                    break;
                case '(' or '[' or '{':
                    at = SkipGroup(at) - 1;
                    break;
                case ';' or ')' or ']' or '}':
                    return open + 1;
            }
        }

        return open + 1;
    }
}
