using System.Text;

namespace McpContextBrowser.Cli.Completion;

/// <summary>A completion script for Windows PowerShell 5 and PowerShell 7.</summary>
internal static class PowerShellScript
{
    public static string Of(IReadOnlyList<CompletionWords> verbs)
    {
        var script = new StringBuilder(
            """
            # PowerShell completion of ctxb, in $PROFILE:  ctxb completion powershell | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName ctxb -ScriptBlock {
                param($word, $line, $cursor)
                $verbs = @{

            """.ReplaceLineEndings("\n"));
        foreach (var verb in verbs)
        {
            script.Append($"        {Quoted(verb.Name)} = @{{\n            words = @({List(verb.Words.Select(w => (w.Word, w.Meaning)))})\n");
            script.Append($"            options = @({List(verb.Options.SelectMany(option => option.Names.Select(name => (name, option.Meaning))))})\n            values = @{{ ");
            foreach (var option in verb.Options.Where(option => option.TakesValue && !option.TakesFolder))
            {
                foreach (var name in option.Names)
                {
                    script.Append($"{Quoted(name)} = @({string.Join(", ", option.Values.Select(Quoted))}); ");
                }
            }

            script.Append("}\n        }\n");
        }

        return script.Append(
            """
                }
                $before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
                $verb = ''
                foreach ($text in $before) {
                    $longer = "$verb $text".Trim()
                    if ($verbs.ContainsKey($longer)) { $verb = $longer }
                }
                $last = if ($before.Count -gt 0) { $before[-1] } else { '' }
                if ($verbs[$verb].values.ContainsKey($last)) { $found = $verbs[$verb].values[$last] | ForEach-Object { , @($_, $_) } }
                elseif ($word -like '-*') { $found = $verbs[$verb].options }
                else { $found = $verbs[$verb].words }
                $found | Where-Object { $_[0] -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $(if ($_[1]) { $_[1] } else { $_[0] }))
                }
            }

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static string List(IEnumerable<(string Word, string Meaning)> words) =>
        string.Join(", ", words.Select(word => $"@({Quoted(word.Word)}, {Quoted(word.Meaning)})")) is var list && list.Contains("), @", StringComparison.Ordinal) || list.Length == 0
            ? list
            : $", {list}"; // one pair alone would be unrolled

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
