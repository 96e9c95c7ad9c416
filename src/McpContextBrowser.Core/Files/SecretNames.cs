namespace McpContextBrowser.Core.Files;

/// <summary>Names of files that exist to hold keys and passwords.</summary>
internal static class SecretNames
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ".npmrc", ".yarnrc", ".netrc", "_netrc", ".pypirc", ".pgpass", ".htpasswd", ".git-credentials", ".dockercfg", ".s3cfg",
        ".boto", ".my.cnf", ".vault-token", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk",
    };

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".pem", ".key", ".p12", ".pfx", ".p8", ".pk8", ".ppk", ".jks", ".keystore", ".kdbx", ".tfstate",
    };

    // Files of these endings are made to be published.
    private static readonly HashSet<string> Templates = new(StringComparer.OrdinalIgnoreCase)
    {
        ".example", ".sample", ".template", ".dist", ".tpl",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> NameOf =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ExtensionOf =
        Extensions.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> TemplateOf =
        Templates.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <returns>The pattern that the name falls under; null for an ordinary name.</returns>
    public static string? RuleFor(ReadOnlySpan<char> name)
    {
        var extension = Path.GetExtension(name);
        if (name.StartsWith(".env", StringComparison.OrdinalIgnoreCase)
            && (name.Length == 4 || !char.IsAsciiLetter(name[4]) || name.Equals(".envrc", StringComparison.OrdinalIgnoreCase)))
        {
            return TemplateOf.Contains(extension) ? null : ".env*";
        }

        if (NameOf.TryGetValue(name, out var known))
        {
            return known;
        }

        if (ExtensionOf.TryGetValue(extension, out var ending))
        {
            return "*" + ending;
        }

        return name.EndsWith(".tfstate.backup", StringComparison.OrdinalIgnoreCase) ? "*.tfstate.backup" : null;
    }
}
