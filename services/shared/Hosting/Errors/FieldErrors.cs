using Google.Rpc;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>Collects every mistake of a request, so that a caller sees all of them at once.</summary>
public sealed class FieldErrors
{
    /// <summary>More mistakes than this are counted, not listed.</summary>
    public const int MaximumListed = 100;

    /// <summary>
    /// The violations of one error, in bytes. With the message they travel in HTTP/2 trailers, of which many clients
    /// take no more than 8 kB; what does not fit is counted.
    /// </summary>
    private const int MaximumViolationBytes = 3600;

    private readonly List<FieldError> _items = [];
    private int _unlisted;

    /// <summary>The mistakes so far, at most <see cref="MaximumListed"/>.</summary>
    public IReadOnlyList<FieldError> Items => _items;

    /// <summary>Whether there is any.</summary>
    public bool Any => _items.Count > 0;

    /// <summary>Adds a mistake.</summary>
    /// <param name="field">The proto path, such as <c>vacancy.title</c> or <c>candidate.skills[2].skill</c>.</param>
    /// <param name="reason">UPPER_SNAKE.</param>
    /// <param name="message">One sentence that says what is wrong and what is accepted.</param>
    public void Add(string field, string reason, string message)
    {
        if (_items.Count < MaximumListed)
        {
            _items.Add(new FieldError(field, reason, message));
        }
        else
        {
            _unlisted++;
        }
    }

    /// <summary>Throws INVALID_ARGUMENT if there is any mistake.</summary>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw ToException();
        }
    }

    internal RpcException ToException()
    {
        var violations = new BadRequest();
        foreach (var item in _items)
        {
            violations.FieldViolations.Add(new BadRequest.Types.FieldViolation
            {
                Field = RpcErrors.Shorten(item.Field, RpcErrors.MaximumNameBytes),
                Description = RpcErrors.Shorten(item.Message, RpcErrors.MaximumMessageBytes),
            });
            if (violations.CalculateSize() > MaximumViolationBytes)
            {
                violations.FieldViolations.RemoveAt(violations.FieldViolations.Count - 1);
                break;
            }
        }

        var first = _items[0];
        var rest = _items.Count + _unlisted - 1;
        var more = rest == 0 ? "" : $" ({rest} more)";
        var message =
            RpcErrors.Shorten($"{first.Field}: {first.Message}", RpcErrors.MaximumMessageBytes - more.Length) + more;
        return RpcErrors.Create(
            StatusCode.InvalidArgument, first.Reason, message, [("field", first.Field)], violations);
    }
}

/// <summary>A mistake in one field of a request.</summary>
/// <param name="Field">The proto path.</param>
/// <param name="Reason">UPPER_SNAKE.</param>
/// <param name="Message">One sentence for people.</param>
public readonly record struct FieldError(string Field, string Reason, string Message);
