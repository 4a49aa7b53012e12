using OpenData.Core.Errors;
using OpenData.Core.Files;

namespace OpenData.Core.Packages;

/// <summary>A file that somebody sent for a resource, checked; the resource is written with it in one transaction.</summary>
public sealed record ResourceUpload
{
    public required ReceivedFile File { get; init; }

    /// <summary>As munged (contract 2.10): what <c>url</c> is stored as.</summary>
    public required string Name { get; init; }

    /// <summary>As sent, its folders cut off.</summary>
    public required string SentName { get; init; }

    /// <summary>By its ending, or null.</summary>
    public required string? MediaType { get; init; }

    /// <exception cref="ValidationException">Too large, or not what its name says (contract 1.4, security rule 13).</exception>
    public static async Task<ResourceUpload> OfAsync(ReceivedFile file, FileStoreOptions limits, CancellationToken ct)
    {
        if (file.IsTooLarge)
            throw new ValidationException("upload", "File upload too large");
        var name = MungedName.Of(file.Name);
        if (await FileCheck.ProblemAsync(file.Path, name, limits.MaxUnpackedBytes, ct) is { } problem)
            throw new ValidationException("upload", problem);
        return new ResourceUpload { File = file, Name = name, SentName = LastPart(file.Name), MediaType = MediaTypes.OfName(name) };
    }

    /// <summary>Only what a database and a header can hold; the longest that file systems take.</summary>
    private static string LastPart(string name)
    {
        var last = string.Concat(name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        return last.Length > 255 ? last[^255..] : last;
    }
}
