using System.Text;

namespace McpContextBrowser.Cli.Completion;

/// <summary>A completion script for bash 3.2 and later; it needs no other package and starts no process.</summary>
internal static class BashScript
{
    public static string Of(IReadOnlyList<CompletionWords> verbs)
    {
        var script = new StringBuilder(
            """
            # bash completion of ctxb:  source <(ctxb completion bash)
            _ctxb() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= i words= folders= files=
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        -*) ;;
                        *) case " $verb ${COMP_WORDS[i]}" in

            """.ReplaceLineEndings("\n"));
        foreach (var verb in verbs.Where(verb => verb.Name.Length > 0))
        {
            script.Append($"                \" {(verb.Name.Contains(' ') ? "" : " ")}{verb.Name}\") verb='{verb.Name}' ;;\n");
        }

        script.Append("            esac ;;\n        esac\n    done\n    case \"$verb $before\" in\n");
        foreach (var verb in verbs)
        {
            foreach (var option in verb.Options.Where(option => option.TakesValue))
            {
                var names = string.Join("|", option.Names.Select(name => $"'{verb.Name} {name}'"));
                var action = option.TakesFolder ? "folders=1" : option.Values.Count > 0 ? $"words='{string.Join(' ', option.Values)}'" : ":";
                script.Append($"        {names}) {action} ;;\n");
            }
        }

        script.Append("        *) case $verb in\n");
        foreach (var verb in verbs)
        {
            var options = string.Join(' ', verb.Options.SelectMany(option => option.Names));
            script.Append($"            '{verb.Name}') if [[ $word == -* ]]; then words='{options}'; else words='{string.Join(' ', verb.Words.Select(w => w.Word))}'{(verb.TakesPaths ? " files=1" : "")}; fi ;;\n");
        }

        return script.Append(
            """
                    esac ;;
                esac
                COMPREPLY=($(compgen -W "$words" -- "$word"))
                if [[ -n $folders ]]; then COMPREPLY=($(compgen -d -- "$word")); compopt -o filenames 2> /dev/null; fi
                if [[ -n $files ]]; then COMPREPLY+=($(compgen -f -- "$word")); compopt -o filenames 2> /dev/null; fi
            }
            complete -F _ctxb ctxb

            """.ReplaceLineEndings("\n")).ToString();
    }
}
