using System.Data.Common;
using Dapper;

namespace Matching.Hosting;

/// <summary>Undoes one write of a group alone, for one round trip a write.</summary>
internal sealed class Savepoint(DbConnection connection, DbTransaction transaction)
{
    private string _set = "SAVEPOINT write";

    /// <summary>Sets it behind all that has been written; the one before is no longer needed.</summary>
    public async Task SetAsync()
    {
        if (_set.Length > 0)
        {
            await connection.ExecuteAsync(_set, transaction: transaction);
        }

        _set = "RELEASE SAVEPOINT write; SAVEPOINT write";
    }

    /// <summary>Undoes what has been written since; it stays set for the next write.</summary>
    public async Task RollbackAsync()
    {
        await connection.ExecuteAsync("ROLLBACK TO SAVEPOINT write", transaction: transaction);
        _set = "";
    }
}
