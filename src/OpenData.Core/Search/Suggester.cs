using Dapper;
using OpenData.Core.Access;

namespace OpenData.Core.Search;

/// <summary>
/// Other words for a search that found nothing: each word that no dataset has is replaced by the nearest one of the titles, names and tags that the caller
/// may read, and what comes of it is offered only when it finds something.
/// </summary>
public sealed class Suggester(Database.Database database, PackageSearcher searcher)
{
    private const int MaxWords = 8;
    private const int MaxLength = 40;

    /// <summary>At most one text, as typed but for the words replaced.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="query">The search that found nothing.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<string>> SuggestAsync(string text, PackageQuery query, CancellationToken ct)
    {
        var pieces = Words.Pieces(text);
        if (pieces.Length is 0 or > MaxWords || text.Contains(':', StringComparison.Ordinal) || pieces.Any(piece => piece.Length > MaxLength))
            return [];
        var better = new List<string>();
        foreach (var piece in pieces)
            better.Add(await FindsAsync(query, piece, ct) ? piece : await NearestAsync(query, piece, ct) ?? piece);
        var suggestion = string.Join(' ', better);
        return suggestion != string.Join(' ', pieces) && await FindsAsync(query, suggestion, ct) ? [suggestion] : [];
    }

    private async Task<bool> FindsAsync(PackageQuery query, string text, CancellationToken ct) =>
        (await searcher.SearchAsync(query with { Query = DismaxParser.Parse(text, MinimumMatch.Default), Limit = 0, FacetFields = [] }, ct)).Count > 0;

    /// <summary>Spelled as in the title where it stands in one.</summary>
    private async Task<string?> NearestAsync(PackageQuery query, string piece, CancellationToken ct)
    {
        const string sql = $"""
            select set_config('pg_trgm.word_similarity_threshold', '0.4', true), set_config('statement_timeout', '5s', true);
            select p.title, p.names from catalog.package_index p
             where p.names %> @word and p.state = 'active' and (@includePrivate or not p.private) and {PackageAccess.ReadableSql}
             order by word_similarity(@word, p.names) desc, p.id limit 30
            """;
        var word = Folding.Fold(piece);
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            sql, PackageAccess.Parameters(query.Caller, new { word, includePrivate = query.IncludePrivate }), transaction, cancellationToken: ct));
        await results.ReadAsync();
        var rows = (await results.ReadAsync<(string Title, string Names)>()).ToList();

        var near = rows.SelectMany(row => Split(row.Names)).Distinct(StringComparer.Ordinal)
            .Select(candidate => (Word: candidate, Distance: Distance(word, candidate)))
            .Where(candidate => candidate.Distance > 0 && candidate.Distance <= Math.Max(1, word.Length / 4))
            .OrderBy(candidate => candidate.Distance).Select(candidate => candidate.Word).FirstOrDefault();
        return near is null ? null : rows.SelectMany(row => Split(row.Title)).FirstOrDefault(title => Folding.Fold(title) == near) ?? near;
    }

    private static IEnumerable<string> Split(string text) =>
        new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length <= MaxLength);

    /// <summary>Letters to insert, leave out, replace or swap with their neighbour.</summary>
    internal static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
