using Budget.Importers.Tables;
using OpenData.Core.Datastore.Writing;
using OpenData.Core.Files;
using OpenData.Core.Versions;

namespace Etl.Jobs.Loading;

/// <summary>
/// A file whose columns have types, because every cell was looked at (decision 0016): it is read once to know them and once to send its rows. No later row can
/// contradict what an earlier one promised.
/// </summary>
internal sealed class TypedTable
{
    private readonly BlobStore _blobs;
    private readonly string _sha256;
    private readonly string? _encoding;
    private readonly IReadOnlyList<ColumnGuess> _guesses;

    private TypedTable(BlobStore blobs, string sha256, string? encoding, TableReader table, IReadOnlyList<ColumnGuess> guesses)
    {
        (_blobs, _sha256, _encoding, _guesses) = (blobs, sha256, encoding, guesses);
        (Description, Fields) = (table.Description, [.. table.Header.Zip(guesses, (name, guess) => new Field { Id = name, Type = guess.Type })]);
    }

    /// <summary>What the file is, in a few words.</summary>
    public string Description { get; }

    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Looks at every cell of the file.</summary>
    /// <exception cref="TableException">It is no table, or a row of it cannot be read.</exception>
    public static async Task<TypedTable> ReadAsync(BlobStore blobs, LoadFile file, CancellationToken ct)
    {
        string? encoding = null;
        while (true)
        {
            try
            {
                return await ReadAsync(blobs, file, encoding, ct);
            }
            catch (TableException e) when (e.Offset is not null && encoding is null)   // the first bytes were plain ASCII
            {
                await using var again = blobs.OpenRead(file.Sha256);
                encoding = await TableEncoding.AtAsync(again, e.Offset.Value, ct);
                if (encoding is null)
                    throw;
            }
        }
    }

    /// <summary>Sends every row.</summary>
    public async Task SendAsync(TableLoad target, LoadHeart heart, CancellationToken ct)
    {
        await using var rows = await TableReader.OpenAsync(_blobs.OpenRead(_sha256), _encoding, ct);
        while (await rows.ReadAsync(ct))
        {
            Send(rows, target);
            await target.EndRowAsync(ct);
            heart.Rows = target.Count;
            if (target.Count == 1_000)
                OpenData.Core.Jobs.FaultPoint.Hit("load.inside");
        }
    }

    private static async Task<TypedTable> ReadAsync(BlobStore blobs, LoadFile file, string? encoding, CancellationToken ct)
    {
        await using var table = await TableReader.OpenAsync(blobs.OpenRead(file.Sha256), encoding, ct);
        var guesses = table.Header.Select(name => new ColumnGuess(file.DeclaredType(name))).ToArray();
        while (await table.ReadAsync(ct))
        {
            for (var c = 0; c < guesses.Length; c++)
                guesses[c].Look(table[c], table.KindOf(c));
        }

        return new TypedTable(blobs, file.Sha256, encoding, table, guesses);
    }

    private void Send(TableReader rows, TableLoad target)
    {
        Span<char> buffer = stackalloc char[512];   // of what is rewritten nothing is longer
        for (var c = 0; c < _guesses.Count; c++)
        {
            var value = _guesses[c].Value(rows[c], buffer, out var isNull);
            if (isNull)
                target.AddNull();
            else if (value.Contains('\0'))
                throw new TableException("load.nul", rows.Line, c + 1);
            else
                target.Add(value);
        }
    }
}
