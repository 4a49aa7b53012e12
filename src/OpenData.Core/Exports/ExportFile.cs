namespace OpenData.Core.Exports;

/// <summary>A file of a version, complete and never changed.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
/// <param name="MediaType">With its character set, where it is text.</param>
public sealed record ExportFile(string Path, string Sha256, string MediaType)
{
    public const string CsvType = "text/csv; charset=utf-8";
}
