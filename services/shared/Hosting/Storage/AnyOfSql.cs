using System.Data.Common;
using Npgsql;

namespace Matching.Hosting;

/// <summary>The one condition that the engines write differently.</summary>
public static class AnyOfSql
{
    /// <summary>A condition that the column before it equals one of an array's values.</summary>
    /// <param name="parameter">The name of a parameter that is an array.</param>
    public static string AnyOf(this DbConnection connection, string parameter) =>
        connection is NpgsqlConnection ? $"= ANY(@{parameter})" : $"IN @{parameter}";
}
