using System.Text.Json.Serialization;
using Dapper;

namespace OpenData.Core.Admin;

/// <summary>A word of the data (a tag, a title) in another language; names as on the wire.</summary>
public sealed record TermTranslation(string Term, [property: JsonPropertyName("term_translation")] string TermTranslated, string LangCode);

/// <summary>Translations of single words that clients keep here (contract 3.3, 3.6).</summary>
public sealed class TermTranslations(Database.Database database)
{
    /// <summary>Writes them all or none; the last of one term and language wins.</summary>
    public async Task SaveAsync(IReadOnlyList<TermTranslation> translations, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.term_translation (term, term_translation, lang_code) values (@Term, @TermTranslated, @LangCode)
            on conflict (term, lang_code) do update set term_translation = excluded.term_translation
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, translations, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>By term and language. <paramref name="languages"/> null = all.</summary>
    public async Task<IReadOnlyList<TermTranslation>> ListAsync(IReadOnlyList<string> terms, IReadOnlyList<string>? languages, CancellationToken ct)
    {
        const string sql = """
            select term, term_translation, lang_code from catalog.term_translation
             where term = any(@terms) and (@languages::text[] is null or lang_code = any(@languages))
             order by term collate "C", lang_code collate "C"
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(string Term, string Translated, string Language)>(new CommandDefinition(
            sql, new { terms = terms.ToArray(), languages = languages?.ToArray() }, cancellationToken: ct));
        return [.. rows.Select(row => new TermTranslation(row.Term, row.Translated, row.Language))];
    }
}
