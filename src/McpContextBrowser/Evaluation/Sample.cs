using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// Chooses some of many by a hash of their ids: the same ones in every run, and nearly the same after the repository has grown,
/// so that runs can be compared. A text that stands at several places asks for none of them and is left out.
/// </summary>
internal static class Sample
{
    public static IReadOnlyList<GoldenQuestion> Of(IEnumerable<GoldenQuestion> candidates, int most) =>
        [.. candidates.GroupBy(golden => golden.Text, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() == 1).Select(same => same.First())
            .OrderBy(golden => Order(golden.Id)).ThenBy(golden => golden.Id, StringComparer.Ordinal).Take(most)];

    private static ulong Order(string id) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
