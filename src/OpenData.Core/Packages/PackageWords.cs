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
        foreach (var text in new[] { content.Author, content.Maintainer, content.Url, content.LicenseId }.Concat(content.Extras.Values))
            document.Add(text, 'D');
        foreach (var resource in content.Resources)
        {
            foreach (var text in resource.TitleTranslated.Values.Concat(resource.DescriptionTranslated.Values).Prepend(resource.Description).Append(resource.Name).Append(resource.Url).Distinct(StringComparer.Ordinal))
                document.Add(text, 'D');
        }

        return document.ToString();
    }
}
