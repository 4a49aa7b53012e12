using OpenData.Core.Versions;

namespace OpenData.Core.Exports;

/// <summary>A form in which a version can be downloaded besides its canonical CSV. One class a form, found by its registration.</summary>
public abstract class ExportFormat
{
    /// <summary>What the file's name ends with, without the dot.</summary>
    public abstract string Extension { get; }

    public abstract string MediaType { get; }

    /// <summary>Writes the rows of that version, each of them once, in the order of the canonical CSV.</summary>
    /// <param name="at">The resource and its version.</param>
    /// <param name="csv">Its canonical CSV.</param>
    /// <param name="target">Path of a file that does not exist yet.</param>
    /// <param name="ct">Ends the work.</param>
    /// <exception cref="Errors.ValidationException">The rows do not fit this form; the message says which limit and which form takes them.</exception>
    public abstract Task WriteAsync(VersionBound at, ExportedCsv csv, string target, CancellationToken ct);
}
