using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace Catalog.Api.Tests.Conformance;

/// <summary>An answer as it came through a socket; the body unpacked.</summary>
internal sealed record RawAnswer(int Status, ILookup<string, string> Headers, string Body)
{
    public string MediaType => Headers["Content-Type"].SingleOrDefault("").Split(';')[0];

    /// <summary>Sends the bytes on a new connection and reads one answer.</summary>
    public static async Task<RawAnswer> SendAsync(Uri site, byte[] request, bool isHead, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(site.Host, site.Port, ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(request, ct);
        var lines = new List<string>();
        while (await LineAsync(stream, ct) is { Length: > 0 } line)
            lines.Add(line);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToLookup(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = isHead ? [] : await BodyAsync(stream, headers, ct);
        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, Encoding.UTF8.GetString(Unpacked(body, headers)));
    }

    private static async Task<byte[]> BodyAsync(NetworkStream stream, ILookup<string, string> headers, CancellationToken ct)
    {
        if (headers["Content-Length"].SingleOrDefault() is { } length)
            return await ExactlyAsync(stream, int.Parse(length, CultureInfo.InvariantCulture), ct);
        using var all = new MemoryStream();
        if (headers["Transfer-Encoding"].Contains("chunked"))
        {
            while (int.Parse(await LineAsync(stream, ct), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
            {
                all.Write(await ExactlyAsync(stream, size, ct));
                await LineAsync(stream, ct);
            }
        }
        else
        {
            await stream.CopyToAsync(all, ct);
        }

        return all.ToArray();
    }

    private static byte[] Unpacked(byte[] body, ILookup<string, string> headers)
    {
        using var packed = new MemoryStream(body);
        using Stream? reader = headers["Content-Encoding"].SingleOrDefault() switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            _ => null,
        };
        if (reader is null)
            return body;
        using var all = new MemoryStream();
        reader.CopyTo(all);
        return all.ToArray();
    }

    private static async Task<byte[]> ExactlyAsync(NetworkStream stream, int length, CancellationToken ct)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    private static async Task<string> LineAsync(NetworkStream stream, CancellationToken ct)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, ct);
            if (one[0] == (byte)'\n')
                return line.ToString();
            if (one[0] != (byte)'\r')
                line.Append((char)one[0]);
        }
    }
}
