namespace OpenData.Core.Packages;

/// <summary>An entry of the licence register. All values are texts, also the flags, because clients compare them with "True" (contract 2.8).</summary>
public sealed record License
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Url { get; init; }
    public required string Status { get; init; }
    public required string Family { get; init; }
    public required string Maintainer { get; init; }
    public required string IsGeneric { get; init; }
    public required string DomainContent { get; init; }
    public required string DomainData { get; init; }
    public required string DomainSoftware { get; init; }
    public required string OdConformance { get; init; }
    public required string OsdConformance { get; init; }

    public bool IsOpen() => OdConformance == "approved" || OsdConformance == "approved";
}
