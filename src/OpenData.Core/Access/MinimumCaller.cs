namespace OpenData.Core.Access;

/// <summary>The lowest caller that an action lets in before it reads anything; rights on the single object come after (contract 2.12).</summary>
public enum MinimumCaller
{
    Anonymous,
    User,
    Sysadmin,
}
