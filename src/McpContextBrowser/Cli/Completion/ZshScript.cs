using System.Text;

namespace McpContextBrowser.Cli.Completion;

/// <summary>A completion script for zsh's <c>compsys</c>.</summary>
internal static class ZshScript
{
    public static string Of(IReadOnlyList<CompletionWords> verbs)
    {
        var script = new StringBuilder(
            """
            #compdef ctxb
            # zsh completion of ctxb:  ctxb completion zsh > "${fpath[1]}/_ctxb"
            _ctxb() {
              local verb= i
              for ((i = 2; i < CURRENT; i++)); do
                case " $verb ${words[i]}" in

            """.ReplaceLineEndings("\n"));
        foreach (var verb in verbs.Where(verb => verb.Name.Length > 0))
        {
            script.Append($"      \" {(verb.Name.Contains(' ') ? "" : " ")}{verb.Name}\") verb='{verb.Name}' ;;\n");
        }

        script.Append("    esac\n  done\n  case $verb in\n");
        foreach (var verb in verbs)
        {
            script.Append($"    '{verb.Name}')\n      _arguments -s");
            foreach (var option in verb.Options)
            {
                var value = !option.TakesValue ? ""
                    : option.TakesFolder ? ":folder:_files -/"
                    : option.Values.Count > 0 ? $":value:({string.Join(' ', option.Values)})"
                    : ":value: ";
                foreach (var name in option.Names)
                {
                    script.Append($" \\\n        {Quoted($"*{name}[{Bracketed(option.Meaning)}]{value}")}");
                }
            }

            // The words in front of the verb count as arguments too, so every position takes the same.
            var described = string.Join(' ', verb.Words.Select(w => w.Meaning.Length > 0 ? $"{w.Word}\\:{Quoted2(w.Meaning)}" : w.Word));
            var words = verb.Words.Count == 0 ? "" : verb.Words.Any(w => w.Meaning.Length > 0) ? $"(({described}))" : $"({described})";
            script.Append($" \\\n        {Quoted("*:word:" + (words.Length > 0 ? words : verb.TakesPaths ? "_files" : " "))} ;;\n");
        }

        return script.Append(
            """
              esac
            }
            if [[ $funcstack[1] == _ctxb ]]; then _ctxb "$@"; else compdef _ctxb ctxb; fi

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static string Bracketed(string text) => text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Quoted2(string text) => $"\"{text.Replace("\"", "", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)}\"";
}
