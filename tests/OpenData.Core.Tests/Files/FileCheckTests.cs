using System.IO.Compression;
using System.Text;
using OpenData.Core.Files;
using Xunit;

namespace OpenData.Core.Tests.Files;

/// <summary>What is refused because it hides under another name, and what is taken although CKAN's users would wonder (decision 0011).</summary>
public sealed class FileCheckTests : IDisposable
{
    private const long MostUnpacked = 64 * 1024 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("a.csv", "a,b\n1,2\n")]
    [InlineData("a.csv", "")]
    [InlineData("a.xlsx", "")]
    [InlineData("a.csv", "<3 is a heart,b\n")]
    [InlineData("a.csv", "MZ,b\n")]
    [InlineData("page.html", "<html><script>alert(1)</script></html>")]
    [InlineData("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("a.xml", "<?xml version='1.0'?><a/>")]
    [InlineData("a.kml", "<?xml version='1.0'?><kml/>")]
    [InlineData("a.txt", "<html>")]
    [InlineData("readme.md", "<p align=center>")]
    [InlineData("noending", "<html>")]
    [InlineData("a.sh", "#!/bin/sh\n")]
    [InlineData("a.pdf", "%PDF-1.7\n")]
    [InlineData("a.pdf", "\n\n%PDF-1.7\n")]
    [InlineData("a.xls", "a\tb\n")]
    [InlineData("a.parquet", "PAR1")]
    public async Task Files_that_are_what_they_say_are_taken(string name, string content) => Assert.Null(await ProblemAsync(name, Encoding.Latin1.GetBytes(content)));

    [Theory]
    [InlineData("a.csv", "PK\x03\x04....", "holds a ZIP archive")]
    [InlineData("a.json", "%PDF-1.7", "holds a PDF document")]
    [InlineData("a.txt", "\x1f\x8b\b\0", "holds a packed file")]
    [InlineData("a.csv", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "holds an Office document")]
    [InlineData("c.csv", "\x89PNG\r\n\x1a\n", "holds a PNG picture")]
    [InlineData("a.csv", "  <!DOCTYPE html><script>", "web page")]
    [InlineData("a.json", "\xef\xbb\xbf\n<SCRIPT>", "web page")]
    [InlineData("a.xls", "<table><tr><td>a", "web page")]
    [InlineData("a.csv", "\xff\xfe<\0s\0v\0g\0>\0", "web page")]
    [InlineData("a.csv", "\x7f" + "ELF", "holds a program")]
    [InlineData("report", "#!/bin/sh\n", "holds a program")]
    [InlineData("a.docx", "text", "is no ZIP archive")]
    [InlineData("a.pdf", "<html>", "is no PDF document")]
    [InlineData("a.jpg", "<html><script>sx(1)</script>", "is no JPEG picture")]
    [InlineData("a.png", "GIF89a", "is no PNG picture")]
    [InlineData("A.CSV", "PK\x03\x04....", "holds a ZIP archive")]
    public async Task Files_that_hide_are_refused(string name, string content, string why) =>
        Assert.Contains(why, await ProblemAsync(name, Encoding.Latin1.GetBytes(content)) ?? "taken", StringComparison.Ordinal);

    [Fact]
    public async Task A_windows_program_is_known_under_any_name()
    {
        var program = new byte[200];
        "MZ"u8.CopyTo(program);

        Assert.Contains("program", await ProblemAsync("a.csv", program) ?? "taken", StringComparison.Ordinal);
        Assert.Null(await ProblemAsync("setup.exe", program));
    }

    [Fact]
    public async Task An_archive_in_order_is_taken()
    {
        var archive = Zip(("a/b.csv", "x,y\n"u8.ToArray(), CompressionLevel.Optimal), ("c.txt", new byte[100], CompressionLevel.NoCompression), ("a/", [], CompressionLevel.NoCompression));

        Assert.Null(await ProblemAsync("a.zip", archive));
        Assert.Null(await ProblemAsync("a.zip", Zip()));
        Assert.Null(await ProblemAsync("a.xlsx", Zip(("[Content_Types].xml", "<Types/>"u8.ToArray(), CompressionLevel.Optimal))));
    }

    [Fact]
    public async Task An_archive_that_grows_too_much_is_refused()
    {
        var bomb = Zip(("a.xml", new byte[40 * 1024 * 1024], CompressionLevel.Optimal));
        var large = Zip(("a.bin", Random(40), CompressionLevel.NoCompression), ("b.bin", Random(40), CompressionLevel.NoCompression));

        Assert.Contains("grows more than 200 times", await ProblemAsync("a.xlsx", bomb) ?? "taken", StringComparison.Ordinal);
        Assert.Contains("more bytes than this site takes", await ProblemAsync("a.zip", large) ?? "taken", StringComparison.Ordinal);

        static byte[] Random(int megabytes)
        {
            var bytes = new byte[megabytes * 1024 * 1024];
            new Random(5).NextBytes(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task Sizes_are_counted_and_not_believed()
    {
        var archive = Zip(("a.xml", new byte[40 * 1024 * 1024], CompressionLevel.Optimal));
        var directory = archive.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(archive.AsSpan(directory + 24), 10);   // "unpacked: 10 bytes"
        BitConverter.TryWriteBytes(archive.AsSpan(22), 10);

        Assert.Contains("grows more than 200 times", await ProblemAsync("a.xlsx", archive) ?? "taken", StringComparison.Ordinal);

        var small = Zip(("a.xml", new byte[1000], CompressionLevel.Optimal));
        directory = small.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(small.AsSpan(directory + 24), 10);
        Assert.Contains("damaged", await ProblemAsync("a.xlsx", small) ?? "taken", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../x.txt")]
    [InlineData("a/../../x.txt")]
    [InlineData("..\\x.txt")]
    [InlineData("/etc/x")]
    [InlineData("C:\\x.txt")]
    public async Task Names_that_lead_out_of_the_archive_are_refused(string name) =>
        Assert.Contains("named outside", await ProblemAsync("a.zip", Zip((name, [1], CompressionLevel.Optimal))) ?? "taken", StringComparison.Ordinal);

    [Fact]
    public async Task Two_entries_of_one_name_are_refused_and_in_office_documents_also_in_another_case()
    {
        var same = Zip(("a.xml", [1], CompressionLevel.Optimal), ("a.xml", [2], CompressionLevel.Optimal));
        var cases = Zip(("a.xml", [1], CompressionLevel.Optimal), ("A.xml", [2], CompressionLevel.Optimal));

        Assert.Contains("one name", await ProblemAsync("a.zip", same) ?? "taken", StringComparison.Ordinal);
        Assert.Null(await ProblemAsync("a.zip", cases));
        Assert.Contains("one name", await ProblemAsync("a.xlsx", cases) ?? "taken", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_types_are_refused_in_office_documents_in_any_encoding()
    {
        var text = "<?xml version='1.0'?><!DOCTYPE w [<!ENTITY f SYSTEM 'file:///etc/hosts'>]><w>&f;</w>";
        var plain = Zip(("xl/worksheets/sheet1.xml", Encoding.UTF8.GetBytes(text), CompressionLevel.Optimal));
        var wide = Zip(("xl/worksheets/sheet1.xml", Encoding.Unicode.GetBytes(text), CompressionLevel.Optimal));

        Assert.Contains("document type", await ProblemAsync("a.xlsx", plain) ?? "taken", StringComparison.Ordinal);
        Assert.Contains("document type", await ProblemAsync("a.xlsx", wide) ?? "taken", StringComparison.Ordinal);
        Assert.Null(await ProblemAsync("a.ods", plain));
    }

    [Fact]
    public async Task Damaged_and_disguised_archives_are_refused()
    {
        var archive = Zip(("a.xml", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(n => $"<{n}>"))), CompressionLevel.Optimal));
        var encrypted = archive.ToArray();
        encrypted[archive.AsSpan().LastIndexOf("PK\x01\x02"u8) + 8] |= 1;
        var method = archive.ToArray();
        method[archive.AsSpan().LastIndexOf("PK\x01\x02"u8) + 10] = 12;
        var garbled = archive.ToArray();
        garbled.AsSpan(100, 50).Fill(0xFF);
        var renamed = archive.ToArray();
        renamed[30] = (byte)'z';

        Assert.Contains("damaged", await ProblemAsync("a.xlsx", archive[..^30]) ?? "taken", StringComparison.Ordinal);
        Assert.Contains("damaged", await ProblemAsync("a.zip", [.. archive, .. "<html>"u8]) ?? "taken", StringComparison.Ordinal);
        Assert.Contains("damaged", await ProblemAsync("a.zip", [.. archive[..40], .. archive]) ?? "taken", StringComparison.Ordinal);
        Assert.Contains("encrypted", await ProblemAsync("a.zip", encrypted) ?? "taken", StringComparison.Ordinal);
        Assert.Contains("cannot be checked", await ProblemAsync("a.zip", method) ?? "taken", StringComparison.Ordinal);
        Assert.NotNull(await ProblemAsync("a.zip", garbled));
        Assert.Contains("damaged", await ProblemAsync("a.zip", renamed) ?? "taken", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_entries_are_refused()
    {
        var archive = Zip([.. Enumerable.Range(0, 10_001).Select(number => ($"{number}", Array.Empty<byte>(), CompressionLevel.NoCompression))]);

        Assert.Contains("10000 entries", await ProblemAsync("a.zip", archive) ?? "taken", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_change_of_an_archive_ends_in_an_answer()
    {
        var archive = Zip(("a.xml", Encoding.UTF8.GetBytes("<a>text</a>"), CompressionLevel.Optimal), ("b.xml", [1, 2, 3], CompressionLevel.NoCompression));
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var changed = archive.ToArray();
            for (var change = 0; change < 1 + (round % 4); change++)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            await ProblemAsync("a.zip", changed[..random.Next(changed.Length / 2, changed.Length + 1)]);   // no exception but those that it knows
        }
    }

    private async Task<string?> ProblemAsync(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, "file");
        await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
        return await FileCheck.ProblemAsync(path, name, MostUnpacked, TestContext.Current.CancellationToken);
    }

    private static byte[] Zip(params (string Name, byte[] Content, CompressionLevel Level)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, level) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
