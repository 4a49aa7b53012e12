using System.Security.Cryptography;
using System.Text;
using Budget.Importers;

namespace Etl.Jobs.Fetching;

/// <summary>A file in a drop folder.</summary>
/// <param name="Path">Relative to the folder, with <c>/</c>.</param>
/// <param name="Settled">Whether its size and time stood still long enough.</param>
internal sealed record FoundFile(string Path, long Bytes, DateTimeOffset Modified, bool Settled)
{
    /// <summary>Name without folder.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>The files of one day in a drop folder: one run's work.</summary>
internal sealed record Delivery
{
    /// <summary>The day, or null for an undated source and for files that cannot be placed.</summary>
    public DateOnly? Period { get; init; }

    /// <summary>One file by resource name. Empty when the delivery cannot be placed.</summary>
    public IReadOnlyDictionary<string, FoundFile> Files { get; init; } = new Dictionary<string, FoundFile>();

    /// <summary>All files, those of <see cref="Files"/> included.</summary>
    public required IReadOnlyList<FoundFile> All { get; init; }

    /// <summary>Resources without a file.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Why its files cannot be placed; empty for an ordinary delivery.</summary>
    public IReadOnlyList<Finding> Problems { get; init; } = [];

    public bool IsSettled => All.All(file => file.Settled);

    /// <summary>Change of its youngest file.</summary>
    public DateTimeOffset Modified => All.Max(file => file.Modified);

    /// <summary>Names the state of an incomplete delivery, so that it is reported once: what is there and what is not.</summary>
    public string Signature => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Period:yyyy-MM-dd}\n{string.Join('\n', All.Select(f => $"{f.Path}\t{f.Bytes}\t{f.Modified.UtcTicks}"))}\n{string.Join('\n', Missing)}")))[..32];
}
