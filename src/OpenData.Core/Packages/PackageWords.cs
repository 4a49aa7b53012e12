using System.Text.Json.Nodes;
using OpenData.Core.Search;

namespace OpenData.Core.Packages;

/// <summary>What a dataset is found by: the fields of the index with their weights (contract 4.3, catch-all field).</summary>
internal static class PackageWords
{
    /// <param name="owner">Name of the organization, or null.</param>
    /// <param name="groups">Names of the groups.</param>
    public static string Of(PackageContent content, string? owner, IEnumerable<string> groups)
    {
        var document = new SearchDocument();
        foreach (var title in content.TitleTranslated.Values.Prepend(content.Title).Distinct(StringComparer.Ordinal))
            document.Add(title, 'A');
        document.Add(content.Name, 'B');
        foreach (var word in content.Tags.Select(tag => tag.Name).Concat(groups).Append(owner))
            document.Add(word, 'B');
        foreach (var notes in content.NotesTranslated.Values.Prepend(content.Notes).Distinct(StringComparer.Ordinal))
            document.Add(notes, 'C');
        document.Add(content.Author, 'D', "author");
        document.Add(content.Maintainer, 'D', "maintainer");
        document.Add(content.AuthorEmail, 'D', "author_email", isInText: false);
        document.Add(content.MaintainerEmail, 'D', "maintainer_email", isInText: false);
        document.Add(content.Url, 'D');
        document.Add(content.LicenseId, 'D');
        foreach (var (key, value) in content.Extras)
            document.Add(value, 'D', SearchDocument.ExtraField(key));
        foreach (var resource in content.Resources)
            Add(document, resource);
        return document.ToString();
    }

    private static void Add(SearchDocument document, ResourceContent resource)
    {
        foreach (var name in resource.TitleTranslated.Values.Prepend(resource.Name).Distinct(StringComparer.Ordinal))
            document.Add(name, 'D', "res_name");
        foreach (var description in resource.DescriptionTranslated.Values.Prepend(resource.Description).Distinct(StringComparer.Ordinal))
            document.Add(description, 'D', "res_description");
        document.Add(resource.Url, 'D');
        foreach (var (key, value) in resource.Extras.Where(extra => extra.Value is JsonValue))
            document.Add(value!.ToString(), 'D', $"res_{SearchDocument.ExtraField(key)}", isInText: false);
    }
}
