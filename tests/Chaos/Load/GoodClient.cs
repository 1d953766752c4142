using Grpc.Core;

namespace Matching.Chaos.Load;

/// <summary>
/// Calls as a good client does: with a deadline, again when the service is unavailable or silent, with growing and
/// jittered pauses, and not for ever.
/// </summary>
/// <param name="random">Of its own; not shared with others.</param>
/// <param name="surprise">Told of every answer that no fault excuses.</param>
internal sealed class GoodClient(Random random, Action<string> surprise)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>How many calls failed and were made again.</summary>
    public long Retries { get; private set; }

    /// <param name="call">Makes the call with a deadline.</param>
    /// <param name="expected">Other codes that are an answer here.</param>
    /// <returns>The answer and OK; or null and the code: UNAVAILABLE where nobody knows what became of it.</returns>
    public async Task<(T? Answer, StatusCode Code)> CallAsync<T>(
        string what, Func<DateTime, AsyncUnaryCall<T>> call, params StatusCode[] expected)
        where T : class
    {
        var begun = TimeProvider.System.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            try
            {
                using var made = call(TimeProvider.System.GetUtcNow().UtcDateTime + Deadline);
                return (await made.ResponseAsync, StatusCode.OK);
            }
            catch (RpcException error) when (expected.Contains(error.StatusCode))
            {
                return (null, error.StatusCode);
            }
            catch (RpcException error) when (
                error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled)
            {
                if (TimeProvider.System.GetElapsedTime(begun) > Patience)
                {
                    return (null, StatusCode.Unavailable);
                }
            }
            catch (RpcException error)
            {
                surprise($"{what}: {error.StatusCode} {error.Status.Detail}");
                return (null, error.StatusCode);
            }

            Retries++;
            await Task.Delay(pause * (0.8 + (0.4 * random.NextDouble())), TimeProvider.System, CancellationToken.None);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }
}
