using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace OpenData.Testing;

/// <summary>Small pictures with whatever a test wants in them.</summary>
public static class TestImages
{
    /// <summary>One bit for each pixel, all black; more chunks before the data.</summary>
    public static byte[] Png(int width, int height, params (string Name, string Data)[] chunks)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(new byte[(1 + ((Math.Min(width, 8000) + 7) / 8)) * Math.Min(height, 8000)]);
        return
        [
            0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header), .. chunks.SelectMany(chunk => Chunk(chunk.Name, Encoding.Latin1.GetBytes(chunk.Data))),
            .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", []),
        ];
    }

    /// <summary>Enough for a reader of the structure; more segments before the frame.</summary>
    public static byte[] Jpeg(int width, int height, params (byte Marker, string Data)[] segments) =>
    [
        0xFF, 0xD8, .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]), .. segments.SelectMany(segment => Segment(segment.Marker, Encoding.Latin1.GetBytes(segment.Data))),
        .. Segment(0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]), .. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, 0xD9,
    ];

    /// <summary>Two colours, one picture; more blocks before it.</summary>
    public static byte[] Gif(int width, int height, params byte[][] blocks) =>
    [
        .. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. blocks.SelectMany(block => block),
        0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
    ];

    private static byte[] Chunk(string name, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.Latin1.GetBytes(name, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
