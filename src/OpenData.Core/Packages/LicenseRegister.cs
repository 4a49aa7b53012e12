using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace OpenData.Core.Packages;

/// <summary>The licences that a dataset may name, from the embedded <c>licenses.json</c> (contract A.2). An unknown id is shown as it is.</summary>
public static class LicenseRegister
{
    private static readonly FrozenDictionary<string, License> ById;

    static LicenseRegister()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Packages/licenses.json")!;
        var entries = JsonSerializer.Deserialize<List<Entry>>(stream, JsonSerializerOptions.Web)!;
        All = [.. entries.Select(entry => entry.ToLicense())];
        ById = All.ToFrozenDictionary(license => license.Id, StringComparer.Ordinal);
    }

    /// <summary>In the order of the file.</summary>
    public static IReadOnlyList<License> All { get; }

    public static License? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>What differs between licences; the rest follows from it.</summary>
    private sealed record Entry(string Id, string Title, string Url, bool Open, bool Generic, string[] Domains)
    {
        public License ToLicense() => new()
        {
            Id = Id,
            Title = Title,
            Url = Url,
            Status = "active",
            Family = "",
            Maintainer = "",
            IsGeneric = Flag(Generic),
            DomainContent = Flag(Domains.Contains("content")),
            DomainData = Flag(Domains.Contains("data")),
            DomainSoftware = Flag(false),
            OdConformance = Open ? "approved" : "not reviewed",
            OsdConformance = "not reviewed",
        };

        private static string Flag(bool value) => value ? "True" : "False";
    }
}
