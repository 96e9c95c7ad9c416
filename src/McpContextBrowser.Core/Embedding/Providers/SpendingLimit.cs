using System.Globalization;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>A hard stop for money: a request whose estimated price would pass the limit is not sent.</summary>
/// <remarks>Safe for any thread. Money of requests under way counts as spent until their true price is known.</remarks>
/// <param name="most">US dollars; null only counts.</param>
internal sealed class SpendingLimit(decimal? most)
{
    private readonly Lock _lock = new();
    private decimal _spent;

    /// <summary>US dollars spent and set aside.</summary>
    public decimal Spent
    {
        get
        {
            lock (_lock)
            {
                return _spent;
            }
        }
    }

    /// <summary>Sets money aside for a request.</summary>
    /// <param name="price">Null when the price of the model is not known.</param>
    /// <returns>What was set aside, for <see cref="Settle"/>.</returns>
    /// <exception cref="CtxbException"><see cref="ErrorCodes.QuotaExceeded"/>: the limit is reached, or cannot be kept without a price.</exception>
    public decimal Reserve(decimal? price)
    {
        lock (_lock)
        {
            if (most is { } limit && (price is null || _spent + price > limit))
            {
                throw new CtxbException(
                    ErrorCodes.QuotaExceeded,
                    price is null
                        ? "The price of this embedding model is not known, so a limit on its cost cannot be kept."
                        : string.Create(CultureInfo.InvariantCulture, $"Embedding stopped at ${_spent:0.0000}: the next request would pass the limit of ${limit:0.00##}."),
                    "What is embedded is kept. Raise --max-cost and run again, or use the built-in model.");
            }

            _spent += price ?? 0;
            return price ?? 0;
        }
    }

    /// <summary>Replaces what was set aside by the true price.</summary>
    public void Settle(decimal reserved, decimal? price)
    {
        lock (_lock)
        {
            _spent += (price ?? 0) - reserved;
        }
    }
}
