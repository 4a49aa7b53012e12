using OpenData.Core.Packages;
using Xunit;

namespace OpenData.Core.Tests.Packages;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("My Data (1).csv", "my-data-1.csv")]
    [InlineData("Überblick.tsv", "uberblick.tsv")]
    [InlineData("日本.csv", ".csv")]
    [InlineData("x", "x__")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\temp\\a  -  b.CSV", "a-b.csv")]
    [InlineData("", "___")]
    public void An_uploaded_name_becomes_a_plain_one(string sent, string munged) => Assert.Equal(munged, MungedName.Of(sent));

    [Fact]
    public void A_long_name_keeps_its_ending()
    {
        var munged = MungedName.Of(new string('a', 300) + ".csv");

        Assert.Equal((100, true), (munged.Length, munged.EndsWith("a.csv", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("csv", "CSV")]
    [InlineData("Text/CSV", "CSV")]
    [InlineData("jpg", "JPEG")]
    [InlineData("geojson", "GeoJSON")]
    [InlineData("application/json", "JSON")]
    [InlineData(" csv ", " csv ")]
    [InlineData("tif", "tif")]
    public void Formats_have_one_spelling(string typed, string stored) => Assert.Equal(stored, FormatRegister.Normalize(typed));

    [Theory]
    [InlineData("http://example.org/q?f=a.csv", "text/csv")]
    [InlineData("http://example.org/a.csv?x=1", null)]
    [InlineData("http://example.org/x.tar.gz", "application/x-tar")]
    [InlineData("http://example.com", null)]
    [InlineData("http://example.org/nothing", null)]
    [InlineData("http://example.org/a.TTL", "text/turtle")]
    public void The_media_type_is_guessed_by_the_last_ending(string url, string? type) => Assert.Equal(type, MediaTypes.OfUrl(url));
}
