using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>
/// Files that hold nothing but secrets, known by name alone: they are never opened. A file that may hold other things too is left to
/// the scanner.
/// </summary>
public static class SecretFiles
{
    // Names as the tools that write them define them (ssh, GnuPG, npm, pip, git, PostgreSQL, MySQL, Docker, Vault, Terraform, …).
    private static readonly FrozenSet<string> Names = new[]
    {
        "id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "identity.age",
        "ssh_host_rsa_key", "ssh_host_dsa_key", "ssh_host_ecdsa_key", "ssh_host_ed25519_key",
        ".npmrc", ".yarnrc", ".netrc", "_netrc", ".pypirc", ".pgpass", "pgpass.conf", ".my.cnf", ".mylogin.cnf", ".git-credentials", ".gitcookies",
        ".htpasswd", ".htdigest", ".dockercfg", ".vault-token", ".terraformrc", "terraform.rc", "credentials.tfrc.json", ".s3cfg", ".boto",
        ".databrickscfg", ".rclone.conf", "rclone.conf", ".msmtprc", ".fetchmailrc", ".esmtprc", ".credentials", ".secrets",
        ".bash_history", ".zsh_history", ".sh_history", ".psql_history", ".mysql_history", ".sqlite_history", ".rediscli_history",
        ".python_history", ".node_repl_history", ".irb_history", "filezilla.xml", "sitemanager.xml", "recentservers.xml", ".ftpconfig",
        "sftp-config.json", "proftpdpasswd", "secring.gpg", "key.properties", "keystore.properties", "secrets.yml", "secrets.yaml",
        "secrets.toml", "secrets.json", "master.key", "service-account.json", "service_account.json", "client_secret.json",
        "application_default_credentials.json", ".dev.vars",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Endings = new[]
    {
        ".pem", ".key", ".p12", ".pfx", ".p8", ".pk8", ".jks", ".keystore", ".bks", ".jceks", ".truststore", ".kdbx", ".kdb", ".ppk", ".ovpn",
        ".tfstate", ".tfvars", ".env", ".keychain", ".keychain-db", ".agekey", ".pvk", ".snk", ".mobileprovision", ".1pif", ".agilekeychain",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // A name that counts only in the folder of the tool that owns it.
    private static readonly FrozenSet<string> InFolder = new[]
    {
        ".aws/credentials", ".docker/config.json", ".kube/config", ".gem/credentials", ".cargo/credentials", ".cargo/credentials.toml",
        ".config/gcloud/credentials.db", ".azure/accesstokens.json", ".azure/msal_token_cache.json", ".config/hub", "gh/hosts.yml",
        ".composer/auth.json", ".snowsql/config", ".gnupg/secring.gpg",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private const int DeepestOwner = 2; // folders in the longest entry of InFolder

    // What follows `.env` in names that are made to be published.
    private static readonly string[] Samples = ["example", "sample", "template", "dist", "tmpl", "tpl", "default", "defaults", "schema"];

    // `.env.ts` and the like are programs about an environment, not values of one.
    private static readonly string[] Programs = ["ts", "js", "mjs", "cjs", "py", "rb", "php", "go", "cs", "md", "rst", "d.ts"];

    /// <summary>Whether a file is to be skipped whole.</summary>
    /// <param name="path">Below the indexed root.</param>
    /// <param name="rule">The pattern that decided, for <see cref="Skip.Rule"/>.</param>
    public static bool IsSecretFile(RelativePath path, [NotNullWhen(true)] out string? rule)
    {
        rule = Rule(path);
        return rule is not null;
    }

    private static string? Rule(RelativePath path)
    {
        var name = path.Name;
        if (Names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known))
        {
            return known;
        }

        if (name.StartsWith(".env", StringComparison.OrdinalIgnoreCase))
        {
            return IsEnvironment(name) ? ".env*" : null;
        }

        var dot = name.LastIndexOf('.');
        if (dot > 0 && Endings.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[dot..], out var ending))
        {
            return $"*{ending}";
        }

        if (name.Contains(".tfstate.", StringComparison.OrdinalIgnoreCase))
        {
            return "*.tfstate.*";
        }

        for (var (folder, parts) = (path.Parent, 0); !folder.IsRoot && parts < DeepestOwner; folder = folder.Parent, parts++)
        {
            var tail = folder.Parent.IsRoot ? path.Value : path.Value.AsSpan(folder.Parent.Value.Length + 1);
            if (InFolder.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(tail, out var owned))
            {
                return owned;
            }
        }

        return null;
    }

    private static bool IsEnvironment(ReadOnlySpan<char> name)
    {
        var rest = name[".env".Length..];
        if (rest.IsEmpty || rest.Equals("rc", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (rest[0] is not ('.' or '-' or '_'))
        {
            return false;
        }

        foreach (var sample in Samples)
        {
            if (rest.EndsWith(sample, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        foreach (var program in Programs)
        {
            if (rest[1..].Equals(program, StringComparison.OrdinalIgnoreCase) || rest.EndsWith($".{program}", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
