using System.Reflection;
using System.Text;
using Dapper;
using Npgsql;

namespace Matching.Hosting;

/// <summary>
/// Inserts many rows in the way that fits the engine. PostgreSQL takes them all in one statement, an array a column:
/// one round trip for any number of rows. SQLite takes them one after another, which in one process costs no trip.
/// </summary>
public static class BulkInsert
{
    /// <summary>Inserts rows; answers how many were inserted or changed.</summary>
    /// <typeparam name="TRow">Its properties are the columns, <c>ExternalId</c> of <c>external_id</c>, of types string,
    /// long, long? and byte[].</typeparam>
    /// <param name="onConflict">What to do where a row is there already, in SQL that both engines accept.</param>
    public static Task<int> InsertManyAsync<TRow>(
        this Write write, string table, IReadOnlyCollection<TRow> rows, string onConflict = "")
    {
        if (rows.Count == 0)
        {
            return Task.FromResult(0);
        }

        var columns = string.Join(", ", Columns<TRow>.All.Select(ColumnName));
        if (rows.Count == 1 || write.Connection is not NpgsqlConnection)
        {
            var values = string.Join(", ", Columns<TRow>.All.Select(property => $"@{property.Name}"));
            return write.Connection.ExecuteAsync(
                $"INSERT INTO {table} ({columns}) VALUES ({values}) {onConflict}", rows, write.Transaction);
        }

        var parameters = new DynamicParameters();
        foreach (var property in Columns<TRow>.All)
        {
            parameters.Add(property.Name, Column(property, rows));
        }

        var arrays = string.Join(", ", Columns<TRow>.All.Select(property => $"@{property.Name}"));
        return write.Connection.ExecuteAsync(
            $"INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays}) {onConflict}",
            parameters,
            write.Transaction);
    }

    private static Array Column<TRow>(PropertyInfo property, IReadOnlyCollection<TRow> rows)
    {
        var column = Array.CreateInstance(property.PropertyType, rows.Count);
        var at = 0;
        foreach (var row in rows)
        {
            column.SetValue(property.GetValue(row), at++);
        }

        return column;
    }

    private static string ColumnName(PropertyInfo property)
    {
        var name = new StringBuilder();
        foreach (var character in property.Name)
        {
            name.Append(char.IsUpper(character) && name.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(character));
        }

        return name.ToString();
    }

    /// <summary>The columns of a row, looked up once for each type.</summary>
    private static class Columns<TRow>
    {
        public static readonly PropertyInfo[] All =
            typeof(TRow).GetProperties(BindingFlags.Public | BindingFlags.Instance);
    }
}
