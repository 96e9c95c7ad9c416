using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>Which licences a repository may have to be learnt from, and which licence a text is.</summary>
internal static class Licences
{
    private static readonly HashSet<string> Allowed =
        ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "PSF-2.0", "Ruby", "Zlib", "BSL-1.0", "0BSD", "Unlicense", "HPND", "PostgreSQL"];

    // The first sentence of each that no other of them has, in lower case with single spaces; more special ones first.
    private static readonly (string Id, string[] Signs)[] Texts =
    [
        ("AGPL-3.0", ["gnu affero general public license version 3", "gnu affero general public license, version 3"]),
        ("LGPL-3.0", ["gnu lesser general public license version 3", "gnu lesser general public license, version 3"]),
        ("LGPL-2.1", ["gnu lesser general public license version 2.1", "gnu lesser general public license, version 2.1"]),
        ("GPL-3.0", ["gnu general public license version 3", "gnu general public license, version 3"]),
        ("GPL-2.0", ["gnu general public license version 2", "gnu general public license, version 2"]),
        ("MPL-2.0", ["mozilla public license version 2.0", "mozilla public license, version 2.0"]),
        ("EPL-2.0", ["eclipse public license - v 2.0"]),
        ("BUSL-1.1", ["business source license 1.1"]),
        ("SSPL-1.0", ["server side public license"]),
        ("Apache-2.0", ["apache license version 2.0", "apache license, version 2.0"]),
        ("PSF-2.0", ["python software foundation license version 2"]),
        ("BSL-1.0", ["boost software license - version 1.0"]),
        ("Unlicense", ["this is free and unencumbered software released into the public domain"]),
        ("Zlib", ["this software is provided 'as-is', without any express or implied warranty"]),
        ("Ruby", ["you may make and give away verbatim copies of the source form of the software without restriction"]),
        ("BSD-3-Clause", ["to endorse or promote products derived from"]),
        ("BSD-2-Clause", ["redistributions in binary form must reproduce the above copyright notice"]),
        ("MIT", ["permission is hereby granted, free of charge, to any person obtaining a copy"]),
        ("ISC", ["permission to use, copy, modify, and distribute this software for any purpose with or without fee", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"]),
        ("PostgreSQL", ["for any purpose, without fee, and without a written agreement is hereby granted"]),
        ("HPND", ["permission to use, copy, modify, and distribute this software and its documentation"]),
    ];

    /// <exception cref="CtxbException">None of the licences that the row names is on the allow-list.</exception>
    public static void RefuseUnlessAllowed(RepositoryRow row)
    {
        if (!Named(row).Any(Allowed.Contains))
        {
            throw RepositoryList.Refused(
                $"{row.Name} is under {row.Licence}, which is not on the list of allowed licences.", $"Take repositories under one of {string.Join(", ", Allowed)}.");
        }
    }

    /// <summary>Compares what the list says of a licence with the licence files themselves.</summary>
    /// <param name="row">Allowed by its own words.</param>
    /// <param name="files">Licence files by path.</param>
    /// <returns>The files that hold an allowed licence which the row names.</returns>
    /// <exception cref="CtxbException">
    /// No file holds one, or a file holds a licence that is not allowed and that the row does not name as the other choice.
    /// </exception>
    public static IReadOnlyList<string> Verify(RepositoryRow row, IReadOnlyList<(string Path, string Text)> files)
    {
        var named = Named(row);
        var proof = new List<string>();
        foreach (var (path, text) in files)
        {
            var held = In(text);
            if (held.FirstOrDefault(id => !Allowed.Contains(id) && !named.Contains(id)) is { } other)
            {
                throw RepositoryList.Refused($"{row.Name} has {other} in {path}, but the list says {row.Licence}.", "Remove it, or name both licences with OR where either may be chosen.");
            }

            if (held.Any(id => Allowed.Contains(id) && named.Contains(id)))
            {
                proof.Add(path);
            }
        }

        return proof.Count > 0
            ? proof
            : throw RepositoryList.Refused(
                $"{row.Name} is said to be under {row.Licence}, which none of its licence files says ({(files.Count == 0 ? "there is none" : string.Join(", ", files.Select(file => file.Path)))}).",
                "Correct the licence in the list, or remove the repository.");
    }

    /// <summary>The licences whose words a text holds.</summary>
    internal static IReadOnlyList<string> In(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
        {
            if (!char.IsWhiteSpace(c) && c is not ('#' or '*' or '"' or '`' or '/'))
            {
                words.Append(c is '’' or '‘' ? '\'' : c);
            }
            else if (words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        var plain = words.ToString();
        var found = Texts.Where(licence => licence.Signs.Any(sign => plain.Contains(sign, StringComparison.Ordinal))).Select(licence => licence.Id).ToList();
        if (found.Contains("BSD-3-Clause"))
        {
            found.Remove("BSD-2-Clause"); // whose words are part of it
        }

        return found;
    }

    private static string[] Named(RepositoryRow row) => row.Licence.Split(" OR ");
}
