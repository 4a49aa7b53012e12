using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace Etl.Jobs.Importing;

/// <summary>The lines of a dump as <c>ckanapi dump</c> writes it, one JSON object each, one at a time; packed with gzip if the name ends so, <c>-</c> is standard input.</summary>
internal static class DumpReader
{
    /// <summary>Most characters of a line; a dataset with ten thousand resources has about five million.</summary>
    public const int MaxLine = 64 * 1024 * 1024;

    /// <summary>Numbers from 1; blank lines are left out. A text is null where the line is longer than <see cref="MaxLine"/>.</summary>
    public static async IAsyncEnumerable<(long Number, string? Text)> ReadAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var file = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        await using var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var line = new StringBuilder();
        var buffer = new char[64 * 1024];
        long number = 0;
        var isTooLong = false;
        int read;
        while ((read = await reader.ReadAsync(buffer, ct)) > 0)
        {
            var start = 0;
            while (start < read)
            {
                var end = Array.IndexOf(buffer, '\n', start, read - start);
                var length = (end < 0 ? read : end) - start;
                if (line.Length + length > MaxLine)
                    isTooLong = true;
                else
                    line.Append(buffer, start, length);
                start += length + 1;
                if (end < 0)
                    continue;
                number++;
                if (isTooLong || !string.IsNullOrWhiteSpace(line.ToString()))
                    yield return (number, isTooLong ? null : line.ToString());
                line.Clear();
                isTooLong = false;
            }
        }

        if (isTooLong || !string.IsNullOrWhiteSpace(line.ToString()))
            yield return (number + 1, isTooLong ? null : line.ToString());
    }
}
