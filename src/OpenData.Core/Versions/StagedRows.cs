using System.Globalization;
using System.Text;
using Dapper;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>A staged row's origin: file number, sheet, line and column of the value in it (design A.5); zeros where there is none.</summary>
public readonly record struct RowOrigin(int FileId, short Sheet, int Line, short Column);

/// <summary>
/// The normalized rows of one resource on their way into the database: a text file in <c>COPY</c>'s own format, which a later step sends as it is.
/// Values come as the texts that PostgreSQL prints for their type, so that hashes never depend on a conversion.
/// </summary>
public sealed class StagedRows(Stream output, IReadOnlyList<Field> fields, IReadOnlyList<string> key) : IAsyncDisposable
{
    private readonly StreamWriter _writer = new(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
    private readonly int[] _key = [.. key.Select(id => fields.Index().First(f => f.Item.Id == id).Index)];
    private readonly StringBuilder _line = new();
    private readonly string _names = NamesOf(fields);
    private readonly Dictionary<Guid, int> _seen = [];

    /// <summary>Rows written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a row; <paramref name="texts"/> in the order of the fields, null for no value.</summary>
    public async ValueTask AddAsync(string?[] texts, RowOrigin origin)
    {
        Count++;
        var content = RowHash.Of([_names, .. texts]);   // as ContentOf
        _line.Clear().Append(CultureInfo.InvariantCulture, $"{Count}\t{KeyOf(texts, content)}\t{content}\t{origin.FileId}\t{origin.Sheet}\t{origin.Line}\t{origin.Column}");
        foreach (var text in texts)
        {
            _line.Append('\t');
            AppendText(text);
        }

        await _writer.WriteLineAsync(_line);
    }

    public async ValueTask DisposeAsync() => await _writer.DisposeAsync();

    /// <summary>The content hash (<c>_h</c>) of a row with these texts.</summary>
    internal static Guid ContentOf(IReadOnlyList<Field> fields, string?[] texts) => RowHash.Of([NamesOf(fields), .. texts]);

    /// <summary>A renamed field has the same values in other columns: without its name a row would look unchanged and stay where it was.</summary>
    private static string NamesOf(IReadOnlyList<Field> fields) => string.Join('\n', fields.Select(field => field.Id));

    /// <summary>Makes the stage table anew and fills it from a file that this class wrote. Safe to repeat.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, string stageTable, IReadOnlyList<Field> fields, Stream rows, CancellationToken ct)
    {
        var columns = string.Concat(fields.Select(field => $", {field.Sql} {field.SqlType}"));
        await connection.ExecuteAsync(new CommandDefinition($"""
            drop table if exists {stageTable};
            create unlogged table {stageTable} (_n bigint not null, _k uuid not null, _h uuid not null, _f int, _s smallint, _r int, _c smallint{columns})
            """, cancellationToken: ct));
        await using (var import = await connection.BeginTextImportAsync($"copy {stageTable} from stdin", ct))
            await rows.CopyToAsync(((StreamWriter)import).BaseStream, ct);
        await connection.ExecuteAsync(new CommandDefinition($"create index on {stageTable} (_k); analyze {stageTable}", cancellationToken: ct));
    }

    /// <summary>The stage table of a run and a resource.</summary>
    public static string Table(long runId, int tableNo) => string.Create(CultureInfo.InvariantCulture, $"stage.s_{runId}_{tableNo}");

    /// <summary>Rows of a stage table; -1 when there is none.</summary>
    public static async Task<long> CountAsync(NpgsqlConnection connection, string stageTable, CancellationToken ct) =>
        await connection.QuerySingleAsync<bool>(new CommandDefinition("select to_regclass(@stageTable) is not null", new { stageTable }, cancellationToken: ct))
            ? await connection.QuerySingleAsync<long>(new CommandDefinition($"select count(*) from {stageTable}", commandTimeout: 0, cancellationToken: ct))
            : -1;

    /// <summary>Hash of the key columns; without a key, of the content and its n-th occurrence, so that a difference knows only added and removed (design A.3).</summary>
    private Guid KeyOf(string?[] texts, Guid content)
    {
        if (_key.Length == 0)
        {
            var n = _seen[content] = _seen.GetValueOrDefault(content) + 1;
            return RowHash.Of([content.ToString(), n.ToString(CultureInfo.InvariantCulture)]);
        }

        var key = new string?[_key.Length];
        for (var i = 0; i < _key.Length; i++)
            key[i] = texts[_key[i]];
        return RowHash.Of(key);
    }

    private void AppendText(string? text)
    {
        if (text is null)
        {
            _line.Append("\\N");
            return;
        }

        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => _line.Append("\\\\"),
                '\t' => _line.Append("\\t"),
                '\n' => _line.Append("\\n"),
                '\r' => _line.Append("\\r"),
                _ => _line.Append(c),
            };
        }
    }
}
