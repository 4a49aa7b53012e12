using OpenData.Core.Errors;

namespace OpenData.Core.Exports;

/// <summary>A file of a version, complete and never changed. Somebody who overwrites a cell, or lets the version expire, removes it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
/// <param name="MediaType">With its character set, where it is text.</param>
public sealed record ExportFile(string Path, string Sha256, string MediaType)
{
    public const string CsvType = "text/csv; charset=utf-8";

    /// <summary>Its bytes, which stay whole for whoever has opened it.</summary>
    /// <exception cref="ConflictException">It was removed since it was found.</exception>
    public FileStream Open()
    {
        try
        {
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (IsRemoved(e))
        {
            throw Removed();
        }
    }

    internal static bool IsRemoved(Exception e) => e is FileNotFoundException or DirectoryNotFoundException;

    internal static ConflictException Removed() => new("The files of this version were removed at this moment, because somebody changed what it shows: ask again");
}
