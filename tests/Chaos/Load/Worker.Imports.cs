using Google.Protobuf;
using Grpc.Core;
using Matching.Vacancies.V1;

namespace Matching.Chaos.Load;

internal sealed partial class Worker
{
    /// <summary>
    /// Imports new ads, changes of earlier ones and removals in one call, again until it is acknowledged.
    /// </summary>
    public async Task ImportAsync(int newAds)
    {
        var lines = new List<byte[]>();
        var written = new List<(Resource Resource, string Text, bool IsNew)>();
        var removed = new List<Resource>();
        foreach (var resource in _own.Where(r => r is { Kind: ResourceKind.Imported, IsAcknowledged: true, EndTried: false }))
        {
            switch (_random.Next(10))
            {
                case 0:
                    removed.Add(resource);
                    break;
                case 1:
                    written.Add((resource, resource.Text(resource.Version + 1), false));
                    break;
            }
        }

        for (var i = 0; i < newAds; i++)
        {
            var resource = Make(ResourceKind.Imported, "ad");
            written.Add((resource, resource.Text(1), true));
        }

        foreach (var (resource, text, isNew) in written)
        {
            lines.Add(_material.MakeAd(resource.Key, text, _random));
            resource.TryText(text);
            (isNew ? _history.Imports : _history.Changes).Attempt();
        }

        foreach (var resource in removed)
        {
            lines.Add(Material.MakeRemoval(resource.Key));
            resource.EndTried = true;
            _history.Closings.Attempt();
        }

        if (await SendAsync(lines))
        {
            foreach (var (resource, text, isNew) in written)
            {
                (isNew ? _history.Imports : _history.Changes).Acknowledge();
                resource.KeepText(text);
                (resource.IsAcknowledged, resource.Version) = (true, resource.Version + 1);
            }

            foreach (var resource in removed)
            {
                _history.Closings.Acknowledge();
                resource.EndAcknowledged = true;
            }
        }
    }

    private async Task<bool> SendAsync(List<byte[]> lines)
    {
        var body = lines.SelectMany(line => line.Append((byte)'\n')).ToArray();
        var (response, _) = await _client.CallAsync("ImportVacancies", deadline => Stream(body, deadline));
        foreach (var rejection in response?.Rejections ?? [])
        {
            _history.Imports.Surprise($"{rejection.ExternalId}: {rejection.Field} {rejection.Reason}");
        }

        return response is not null;
    }

    private AsyncUnaryCall<ImportVacanciesResponse> Stream(byte[] body, DateTime deadline)
    {
        var call = _vacancies.ImportVacancies(deadline: deadline);
        return new AsyncUnaryCall<ImportVacanciesResponse>(
            AnswerAsync(), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);

        async Task<ImportVacanciesResponse> AnswerAsync()
        {
            try
            {
                const int Chunk = 16 * 1024;
                for (var from = 0; from < body.Length; from += Chunk)
                {
                    await call.RequestStream.WriteAsync(new ImportVacanciesRequest
                    {
                        System = "chaos",
                        Content = new Google.Api.HttpBody
                        {
                            ContentType = "application/x-ndjson",
                            Data = ByteString.CopyFrom(body, from, Math.Min(Chunk, body.Length - from)),
                        },
                    });
                }

                await call.RequestStream.CompleteAsync();
            }
            catch (Exception error) when (error is InvalidOperationException or IOException)
            {
                // The answer says what happened.
            }

            return await call.ResponseAsync;
        }
    }
}
