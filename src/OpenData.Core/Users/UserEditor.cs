using Dapper;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;

namespace OpenData.Core.Users;

/// <summary>Makes, changes and deletes user accounts, each in one transaction with its activity. Who may is <see cref="UserAccess"/>'s question.</summary>
public sealed class UserEditor(Database.Database database, TimeProvider clock)
{
    /// <summary>Returns the id.</summary>
    /// <exception cref="ValidationException">The name, address or id is taken.</exception>
    public async Task<Guid> CreateAsync(UserChange change, CancellationToken ct)
    {
        const string sql = """
            insert into catalog."user" (id, name, fullname, email, about, sysadmin, state, created, password_hash, image_url, activity_streams_email_notifications, plugin_extras)
            values (@id, @Name, @Fullname, @Email, @About, @sysadmin, @state, @now, @hash, @imageUrl, @notify, @PluginExtras::jsonb)
            """;
        var id = change.Id ?? Guid.NewGuid();
        var hash = Hash(change);   // before the transaction: it takes a tenth of a second
        var now = Clock.Microseconds(clock.GetUtcNow());
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await UniqueAsync(connection, id, change, ct);
        await NamedAsync(change, () => connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            id, change.Name, Fullname = NullIfEmpty(change.Fullname), change.Email, About = NullIfEmpty(change.About), sysadmin = change.Sysadmin ?? false,
            state = change.State ?? "active", now, hash, imageUrl = change.Image?.Name ?? change.ImageUrl ?? "", notify = change.ActivityStreamsEmailNotifications ?? false, change.PluginExtras,
        }, cancellationToken: ct)));
        await ActivityLog.AddUserAsync(connection, ActivityTypes.NewUser, id, id, now, ct);
        if (change.Image is not null)
            await change.Image.AddAsync(connection, id, ct);
        await transaction.CommitAsync(ct);
        return id;
    }

    /// <summary>Changes what is not null.</summary>
    /// <exception cref="ValidationException">The name or address is taken.</exception>
    public async Task UpdateAsync(User user, UserChange change, Caller caller, CancellationToken ct)
    {
        const string sql = """
            update catalog."user" set
                name = coalesce(@Name, name), fullname = coalesce(@Fullname, fullname), email = coalesce(@Email, email), about = coalesce(@About, about),
                sysadmin = coalesce(@Sysadmin, sysadmin), state = coalesce(@State, state), password_hash = coalesce(@hash, password_hash),
                image_url = coalesce(@ImageUrl, image_url), plugin_extras = coalesce(@PluginExtras::jsonb, plugin_extras),
                activity_streams_email_notifications = coalesce(@ActivityStreamsEmailNotifications, activity_streams_email_notifications)
             where id = @Id
            """;
        var hash = Hash(change);
        var now = Clock.Microseconds(clock.GetUtcNow());
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await UniqueAsync(connection, user.Id, change, ct);
        await NamedAsync(change, () => connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            user.Id, change.Name, change.Fullname, change.Email, change.About, change.Sysadmin, change.State, hash, ImageUrl = change.Image?.Name ?? change.ImageUrl, change.PluginExtras,
            change.ActivityStreamsEmailNotifications,
        }, cancellationToken: ct)));
        if (hash is not null || change.State is not null || change.Sysadmin is not null)
            await SessionStore.EndAllAsync(connection, user.Id, ct);
        await ActivityLog.AddUserAsync(connection, ActivityTypes.ChangedUser, user.Id, caller.UserId, now, ct);
        if (change.Image is not null)
            await change.Image.AddAsync(connection, caller.UserId, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The account stays as the maker of what it made; its roles, tokens and sessions end. Repeating it changes nothing.</summary>
    public async Task DeleteAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            update catalog."user" set state = 'deleted' where id = @userId;
            delete from catalog.member where user_id = @userId;
            delete from catalog.package_collaborator where user_id = @userId;
            delete from catalog.session where user_id = @userId;
            update catalog.api_token set revoked_at = @now where user_id = @userId and revoked_at is null
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { userId, now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>Tells both that are taken at once; the unique indexes stay the judge.</summary>
    private static async Task UniqueAsync(NpgsqlConnection connection, Guid id, UserChange change, CancellationToken ct)
    {
        const string sql = """
            select exists (select 1 from catalog."user" where name = @Name and id <> @id) as name_taken,
                   exists (select 1 from catalog."user" where lower(email) = lower(@Email) and state = 'active' and email <> '' and id <> @id) as email_taken
            """;
        var (nameTaken, emailTaken) = await connection.QuerySingleAsync<(bool, bool)>(new CommandDefinition(sql, new { id, change.Name, change.Email }, cancellationToken: ct));
        var errors = new FieldErrors();
        if (nameTaken)
            errors.Add("name", NameTaken);
        if (emailTaken)
            errors.Add("email", EmailTaken(change));
        errors.ThrowIfAny();
    }

    private static async Task NamedAsync(UserChange change, Func<Task<int>> write)
    {
        try
        {
            await write();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw e.ConstraintName switch
            {
                "user_email" => new ValidationException("email", EmailTaken(change)),
                "user_pkey" => new ValidationException("id", "User id already exists"),
                _ => new ValidationException("name", NameTaken),
            };
        }
    }

    private const string NameTaken = "That login name is not available.";

    private static string EmailTaken(UserChange change) => $"The email address '{change.Email}' belongs to a registered user.";

    private static string? Hash(UserChange change) => change.Password is null ? change.PasswordHash : Passwords.Hash(change.Password);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
