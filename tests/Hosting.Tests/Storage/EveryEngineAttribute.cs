using System.Reflection;
using Xunit.Sdk;

namespace Hosting.Tests.Storage;

/// <summary>What a database can be.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>Runs a test on every engine that is here; a PostgresFact says where there is no PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryEngineAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        PostgresServer.WhyNone is null ? [[Engine.Sqlite], [Engine.Postgres]] : [[Engine.Sqlite]];
}
