using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Etl.Jobs.Running;

namespace Etl.Jobs.Steps;

/// <summary>Hashes of what goes into and comes out of steps, so that two runs can be compared step by step.</summary>
internal static class StepHashes
{
    /// <summary>SHA-256 of a text.</summary>
    public static byte[] Of(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static byte[] Of(JsonNode node) => Of(node.ToJsonString());

    /// <summary>Of the delivered files, in the mapping's order.</summary>
    public static byte[] Files(RunContext context) => Of(string.Concat(context.Run.Files.Select(file => $"{file.Sha256}  {file.Name}\n")));

    /// <summary>Of the delivered files and the mapping: what decides the rows.</summary>
    public static byte[] FilesAndMapping(RunContext context) => Of($"{context.Mapping.Hash}\n{Convert.ToHexStringLower(Files(context))}");
}
