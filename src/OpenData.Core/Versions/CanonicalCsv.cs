using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>
/// The canonical CSV of a resource at a version (design A.2): UTF-8 without BOM, CRLF, comma, quotes only where needed, a header of field names,
/// rows by <c>_id</c>, decimals with the scale of their field, null empty, the empty string <c>""</c>. Its SHA-256 is the version's identity.
/// </summary>
public static class CanonicalCsv
{
    /// <summary>Streams it to <paramref name="output"/>; memory does not grow with the table.</summary>
    /// <returns>SHA-256 (hex) and length of what was written.</returns>
    public static async Task<Files.StoredBlob> WriteAsync(
        NpgsqlConnection connection, string table, string where, IReadOnlyList<Field> fields, Stream output, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        var text = new StringBuilder();
        var bytes = Array.Empty<byte>();

        text.AppendJoin(',', fields.Select(field => Quote(field.Id))).Append("\r\n");
        await using var command = new NpgsqlCommand(
            $"select {string.Join(", ", fields.Select(field => $"{field.Sql}::text"))} from {table} where {where} order by _id", connection);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, ct);
        while (await reader.ReadAsync(ct))
        {
            for (var i = 0; i < fields.Count; i++)
            {
                if (i > 0)
                    text.Append(',');
                if (!await reader.IsDBNullAsync(i, ct))
                    text.Append(Quote(reader.GetString(i)));
            }

            text.Append("\r\n");
            if (text.Length > 1 << 15)
                await FlushAsync();
        }

        await FlushAsync();
        return new Files.StoredBlob(Convert.ToHexStringLower(hash.GetHashAndReset()), length);

        async Task FlushAsync()
        {
            var all = text.ToString();
            text.Clear();
            var size = Encoding.UTF8.GetByteCount(all);
            if (bytes.Length < size)
                bytes = new byte[size];
            Encoding.UTF8.GetBytes(all, bytes);
            hash.AppendData(bytes, 0, size);
            length += size;
            await output.WriteAsync(bytes.AsMemory(0, size), ct);
        }
    }

    /// <summary>One cell, RFC 4180: quoted when it is empty or holds a comma, a quote or a line break.</summary>
    public static string Quote(string text) => text.Length == 0 || text.AsSpan().IndexOfAny(",\"\r\n") >= 0
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;
}
