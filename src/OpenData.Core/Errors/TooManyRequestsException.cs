namespace OpenData.Core.Errors;

/// <summary>429 <c>Rate Limit Error</c>: the caller has used up its share; <paramref name="message"/> says so in the language of the address.</summary>
public sealed class TooManyRequestsException(string message) : CatalogException(message);
