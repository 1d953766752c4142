using Grpc.Core;
using Matching.Hosting;

namespace Matching.Vacancies;

/// <summary>The ways in which a call about vacancies fails, apart from bad fields.</summary>
internal static class VacancyErrors
{
    public static RpcException NotFound(string name) =>
        RpcErrors.NotFound("VACANCY_NOT_FOUND", $"There is no vacancy {name}.", name);

    public static RpcException NotADraft(Vacancy vacancy) => RpcErrors.Create(
        StatusCode.FailedPrecondition,
        "NOT_A_DRAFT",
        $"{vacancy.Name} is {vacancy.State.ToString().ToLowerInvariant()}; only a draft is published.",
        ("resource", vacancy.Name));

    public static RpcException Closed(Vacancy vacancy) => RpcErrors.Create(
        StatusCode.FailedPrecondition,
        "VACANCY_CLOSED",
        $"{vacancy.Name} is closed and kept as it is. Create a new one.",
        ("resource", vacancy.Name));

    public static RpcException Stale(string id) => RpcErrors.Create(
        StatusCode.Aborted,
        "ETAG_STALE",
        $"vacancies/{id} was changed in between. Get it again and repeat the change.",
        ("resource", $"vacancies/{id}"));

    public static RpcException SourceTaken(V1.Source source, string name) => RpcErrors.Create(
        StatusCode.AlreadyExists,
        "SOURCE_TAKEN",
        $"{source.System}:{source.ExternalId} is {name} already.",
        ("resource", name));
}
