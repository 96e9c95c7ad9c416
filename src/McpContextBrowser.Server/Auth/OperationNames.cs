namespace McpContextBrowser.Server.Auth;

/// <summary>Operations as people write them.</summary>
public static class OperationNames
{
    /// <summary>Takes the names in any case; never a number.</summary>
    /// <returns>Null when one is no operation.</returns>
    public static IReadOnlySet<Operation>? ParseAll(IEnumerable<string> names)
    {
        var operations = new HashSet<Operation>();
        foreach (var name in names)
        {
            if (!name.All(char.IsAsciiLetter) || !Enum.TryParse<Operation>(name, ignoreCase: true, out var operation))
            {
                return null;
            }

            operations.Add(operation);
        }

        return operations;
    }
}
