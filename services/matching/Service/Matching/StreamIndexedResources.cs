using Grpc.Core;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    /// <summary>Tells what is in the index now, without catching up first.</summary>
    public override async Task StreamIndexedResources(
        V1.StreamIndexedResourcesRequest request,
        IServerStreamWriter<V1.IndexedResource> responseStream,
        ServerCallContext context)
    {
        var (openings, candidates) = index.Read(() => request.Name.Length == 0
            ? (index.Openings.All(), index.Candidates.All())
            : (Only(index.Openings.Find(request.Name)), Only(index.Candidates.Find(request.Name))));
        foreach (var (name, sequence) in openings.Select(entry => (entry.Name, entry.Version))
            .Concat(candidates.Select(entry => (entry.Name, entry.Version))))
        {
            await responseStream.WriteAsync(
                new V1.IndexedResource { Name = name, Sequence = sequence }, context.CancellationToken);
        }

        static List<T> Only<T>(T? entry)
            where T : class => entry is null ? [] : [entry];
    }
}
