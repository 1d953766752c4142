using Response = Matching.Vacancies.V1.ImportVacanciesResponse;

namespace Matching.Vacancies.Import;

/// <summary>Counts what became of the elements of a body, and lists the first of those that were not taken.</summary>
internal sealed class ImportTally(DateTimeOffset now)
{
    private const int MaximumRejections = 10_000;

    public Response Response { get; } = new();

    public void Rejected(Response.Types.Rejection rejection)
    {
        Response.RejectedCount++;
        if (Response.Rejections.Count < MaximumRejections)
        {
            Response.Rejections.Add(rejection);
        }
    }

    /// <summary>Notes of a taken ad whether its time is still to come or over.</summary>
    public void Taken(V1.Vacancy content)
    {
        Response.ScheduledCount += content.PublishTime?.ToDateTimeOffset() > now ? 1 : 0;
        Response.ExpiredCount += content.ExpireTime?.ToDateTimeOffset() < now ? 1 : 0;
    }

    /// <summary>Adds the counts of a part.</summary>
    public void Add(Response part)
    {
        Response.ReceivedCount += part.ReceivedCount;
        Response.CreatedCount += part.CreatedCount;
        Response.UpdatedCount += part.UpdatedCount;
        Response.UnchangedCount += part.UnchangedCount;
        Response.ClosedCount += part.ClosedCount;
        Response.UnknownRemovalCount += part.UnknownRemovalCount;
        Response.ScheduledCount += part.ScheduledCount;
        Response.ExpiredCount += part.ExpiredCount;
        Response.RejectedCount += part.RejectedCount;
        Response.Rejections.Add(part.Rejections.Take(MaximumRejections - Response.Rejections.Count));
    }
}
