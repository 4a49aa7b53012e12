using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;

namespace Etl.Jobs.Fetching;

/// <summary>What a server said about a file, to be sent back next time.</summary>
internal sealed record Validators(string? ETag, DateTimeOffset? LastModified);

/// <summary>The answer of an address.</summary>
/// <param name="Blob">The bytes in the store; null: not modified since <see cref="Validators"/>.</param>
/// <param name="Name">File name by <c>Content-Disposition</c>, else the last part of the address.</param>
internal sealed record FetchedFile(StoredBlob? Blob, Validators Validators, string Name, string? MediaType);

/// <summary>
/// The only way out of this program (security rules 9 to 12): every address that a name has is checked and the checked one is connected to; redirects are
/// followed here, at most 5, each through the same check; one deadline for all of it; the bytes are counted after decompression.
/// </summary>
internal sealed class GuardedHttp : IDisposable
{
    private const int MostRedirects = 5;
    private readonly EtlOptions _limits;
    private readonly FetchOptions _options;
    private readonly BlobStore _blobs;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    public GuardedHttp(IOptions<EtlOptions> limits, IOptions<FetchOptions> options, BlobStore blobs, TimeProvider clock)
    {
        (_limits, _options, _blobs, _clock) = (limits.Value, options.Value, blobs, clock);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            AutomaticDecompression = DecompressionMethods.All,
            MaxResponseHeadersLength = 32,   // kB
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),   // a name is resolved and checked anew
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };   // the deadline is ours and covers the body too
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("opendata-etl", "1"));
    }

    /// <summary>Fetches a file into the blob store.</summary>
    /// <exception cref="FetchException">It could not be had; the finding says why.</exception>
    public async Task<FetchedFile> GetAsync(Uri address, Validators? known, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(_limits.FetchTimeoutSeconds));
        try
        {
            return await FollowAsync(address, known, deadline.Token);
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            throw refusal.About(address.OriginalString);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw FetchException.TimedOut(address.OriginalString, _limits.FetchTimeoutSeconds);
        }
        catch (FileTooLargeException e)
        {
            throw FetchException.TooLarge(address.OriginalString, null, e.MaxBytes);
        }
        catch (HttpRequestException e)
        {
            throw FetchException.Failed(address.OriginalString, e.HttpRequestError.ToString(), isTransient: true);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)   // the connection broke in the body, or the compressed body is broken
        {
            throw FetchException.Failed(address.OriginalString, HttpRequestError.ResponseEnded.ToString(), isTransient: true);
        }
    }

    /// <summary>What can be said of an address before anything is resolved.</summary>
    /// <exception cref="FetchException">Scheme, user information, port or characters are not allowed.</exception>
    public void Check(Uri address)
    {
        var text = address.OriginalString;
        if (text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            throw FetchException.Refused(text, "U+0000 - U+0020", "http://host/path");
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw FetchException.Refused(text, address.IsAbsoluteUri ? address.Scheme : "-", "http | https");
        if (address.UserInfo.Length > 0 || text.Split('/', 4) is [_, _, var authority, ..] && authority.Contains('@', StringComparison.Ordinal))
            throw FetchException.Refused(text, "user:password@", "http://host/path");
        if (address.IdnHost.Length == 0)
            throw FetchException.Refused(text, "-", "http://host/path");
        if (IsTestHost(address.IdnHost, address.Port))
            return;
        if (address.Port is not (80 or 443) && !_options.Ports.Contains(address.Port))
            throw FetchException.Refused(text, $":{address.Port}", string.Join(" | ", [80, 443, .. _options.Ports]));
        var host = address.IdnHost.TrimEnd('.');
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            throw FetchException.Refused(text, host, "public address");
    }

    public void Dispose() => _client.Dispose();

    private async Task<FetchedFile> FollowAsync(Uri address, Validators? known, CancellationToken ct)
    {
        var at = address;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            Check(at);
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            if (known is not null && at.Authority == address.Authority)
            {
                if (known.ETag is { } tag)
                    request.Headers.TryAddWithoutValidation("If-None-Match", tag);
                if (known.LastModified is { } time)
                    request.Headers.IfModifiedSince = time;
            }

            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return await StoreAsync(address, at, response, ct);
                case HttpStatusCode.NotModified when known is not null:
                    return new FetchedFile(null, known, NameOf(at, response), null);
                case HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect
                    or HttpStatusCode.PermanentRedirect when response.Headers.Location is { } location:
                    at = Uri.TryCreate(at, location, out var next) ? next : throw FetchException.Refused(address.OriginalString, location.OriginalString, "http://host/path");
                    break;
                default:
                    throw FetchException.Failed(address.OriginalString, $"HTTP {(int)response.StatusCode}",
                        (int)response.StatusCode is 408 or 425 or 429 or >= 500, RetryAfter(response));
            }
        }

        throw FetchException.Refused(address.OriginalString, $"> {MostRedirects} redirects", $"<= {MostRedirects} redirects");
    }

    private async Task<FetchedFile> StoreAsync(Uri address, Uri at, HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength is { } length && length > _limits.MaxFileBytes)
            throw FetchException.TooLarge(address.OriginalString, length, _limits.MaxFileBytes);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var blob = await _blobs.StoreAsync(body, _limits.MaxFileBytes, ct);
        var validators = new Validators(response.Headers.ETag?.ToString(), response.Content.Headers.LastModified);
        return new FetchedFile(blob, validators, NameOf(at, response), response.Content.Headers.ContentType?.MediaType);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        if (!IsTestHost(host, port) && addresses.FirstOrDefault(address => !AddressGuard.IsPublic(address)) is { } bad)
            throw FetchException.Refused(context.InitialRequestMessage.RequestUri!.OriginalString, $"{host} = {bad}", "public address");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);   // these, not the name: a second look-up could give another answer
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsTestHost(string host, int port) =>
        _options.TestHosts.Contains($"{host}:{port}", StringComparer.OrdinalIgnoreCase);

    private static FetchException? Refusal(Exception? e)
    {
        while (e is not null and not FetchException)
            e = e.InnerException;
        return e as FetchException;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? _clock.GetUtcNow()),
        _ => null,
    };

    private static string NameOf(Uri at, HttpResponseMessage response)
    {
        var stated = response.Content.Headers.ContentDisposition is { } header ? header.FileNameStar ?? header.FileName?.Trim('"') : null;
        var name = string.IsNullOrWhiteSpace(stated) ? Uri.UnescapeDataString(at.AbsolutePath) : stated;
        name = string.Concat(name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c)));
        return name.Length == 0 ? at.IdnHost : name.Length > 200 ? name[..200].TrimEnd(name[199] is >= '\uD800' and <= '\uDBFF' ? name[199] : '\0') : name;
    }
}
