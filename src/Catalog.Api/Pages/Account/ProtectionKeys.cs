using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using OpenData.Core.Database;

namespace Catalog.Api.Pages.Account;

/// <summary>Keeps the keys that protect forms in the database: a restart or a second web program must not void a form that somebody is filling in.</summary>
internal sealed class ProtectionKeys(Database database) : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.Write.OpenConnection();
        return [.. connection.Query<string>("select xml from catalog.protection_key order by id").Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.Write.OpenConnection();
        connection.Execute("insert into catalog.protection_key (id, xml) values (@friendlyName, @xml) on conflict (id) do update set xml = excluded.xml",
            new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
    }
}
