using System.Globalization;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>How a model is trained. The defaults are those of the model that ships; all of them stand in its manifest.</summary>
internal sealed record TrainingOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>Words of the model.</summary>
    public int Tokens { get; init; } = 34_000;

    /// <summary>Columns of a vector, a multiple of 32.</summary>
    public int Dimensions { get; init; } = 256;

    /// <summary>How often each pair is seen, in the mean.</summary>
    public float Epochs { get; init; } = 1.5f;

    /// <summary>Pairs of one repository that stand together in a batch: wrong answers of the same repository are the hard ones.</summary>
    public int BlockPairs { get; init; } = 128;

    /// <summary>Blocks of a batch.</summary>
    public int Blocks { get; init; } = 4;

    public float Temperature { get; init; } = 0.07f;

    /// <summary>Of Adagrad, after warming up; falls to 0 in a straight line.</summary>
    public float LearningRate { get; init; } = 0.05f;

    /// <summary>Share of the steps in which the rate rises from 0.</summary>
    public float WarmUp { get; init; } = 0.05f;

    /// <summary>Share of pairs whose document loses words of the query, so that meaning must do what equality cannot.</summary>
    public float DropShare { get; init; } = 0.5f;

    /// <summary>How probably such a document loses one of them.</summary>
    public float DropChance { get; init; } = 0.3f;

    /// <summary>How probably a document goes on with another of its repository, as a chunk does.</summary>
    public float AppendChance { get; init; } = 0.3f;

    /// <summary>How probably a document begins with its path: paths have vectors of their own in the product.</summary>
    public float PathChance { get; init; } = 0.5f;

    /// <summary>Reads <c>--seed 2 --epochs 1.5</c>: the options' names with a small first letter.</summary>
    /// <exception cref="Core.Contracts.CtxbException">There is no such option, or its value is no number.</exception>
    public static TrainingOptions Parse(IReadOnlyList<string> args)
    {
        var options = new TrainingOptions();
        for (var i = 0; i + 1 < args.Count; i += 2)
        {
            if (args[i] == "--threads")
            {
                continue;
            }

            var name = args[i].Length > 3 ? char.ToUpperInvariant(args[i][2]) + args[i][3..] : "";
            var property = typeof(TrainingOptions).GetProperty(name)
                ?? throw RepositoryList.Refused($"There is no option {args[i]}.", $"Use --threads or one of {string.Join(", ", typeof(TrainingOptions).GetProperties().Select(known => "--" + char.ToLowerInvariant(known.Name[0]) + known.Name[1..]))}.");
            try
            {
                property.SetValue(options, Convert.ChangeType(args[i + 1], property.PropertyType, CultureInfo.InvariantCulture));
            }
            catch (FormatException e)
            {
                throw new Core.Contracts.CtxbException(Core.Contracts.ErrorCodes.ArgumentInvalid, $"{args[i]} is '{args[i + 1]}'.", "Give a number.", e);
            }
        }

        return options;
    }
}
