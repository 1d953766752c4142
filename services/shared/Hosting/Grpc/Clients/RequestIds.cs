using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Matching.Hosting;

/// <summary>
/// Gives a request without a <c>request_id</c> one of its own, where its type has the field. A call whose connection is
/// lost is made again although the service may have acted on it, and must not act twice.
/// </summary>
internal static class RequestIds<TRequest>
{
    private static readonly FieldDescriptor? Field =
        typeof(IMessage).IsAssignableFrom(typeof(TRequest))
        && ((IMessage)Activator.CreateInstance<TRequest>()!).Descriptor.FindFieldByName("request_id")
            is { FieldType: FieldType.String } field
            ? field
            : null;

    /// <summary>The request itself, or a copy with an id.</summary>
    public static TRequest Fill(TRequest request)
    {
        if (Field is null
            || request is not IDeepCloneable<TRequest> original
            || Field.Accessor.GetValue((IMessage)request) is not "")
        {
            return request;
        }

        var copy = original.Clone();
        Field.Accessor.SetValue((IMessage)copy!, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString());
        return copy;
    }
}
