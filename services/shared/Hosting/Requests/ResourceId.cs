namespace Matching.Hosting;

/// <summary>Resource names such as <c>vacancies/019…</c>: a collection and a UUIDv7.</summary>
public static class ResourceId
{
    /// <summary>Makes a new id; ids sort by the time they were made.</summary>
    public static string New(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString("D");

    /// <summary>Reads the id out of a name.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: not a name of this collection.</exception>
    public static string Parse(string name, string collection, string field) =>
        TryParse(name, collection, out var id)
            ? id
            : throw RpcErrors.InvalidField(
                field, "NAME_INVALID", $"must look like {collection}/{{id}}, the id a UUID.");

    /// <summary>Reads the id out of a name.</summary>
    public static bool TryParse(string name, string collection, out string id)
    {
        id = "";
        if (!name.StartsWith(collection, StringComparison.Ordinal)
            || name.Length <= collection.Length
            || name[collection.Length] != '/'
            || !Guid.TryParseExact(name.AsSpan(collection.Length + 1), "D", out var guid))
        {
            return false;
        }

        // Guid also reads spaces around and signs inside.
        id = guid.ToString("D");
        return name.AsSpan(collection.Length + 1).Equals(id, StringComparison.OrdinalIgnoreCase);
    }
}
