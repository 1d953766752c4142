using Google.Protobuf;
using Matching.Competence;
using Matching.Hosting;

namespace Matching.Profiles;

/// <summary>
/// Serves candidates, validation results and households; each has its part of this class in its own folder. Nothing
/// personal is logged, and name and contact details never leave through the feed.
/// </summary>
internal sealed partial class ProfileService(
    ProfileStore store, Database database, Taxonomy taxonomy, TimeProvider clock)
    : V1.ProfileService.ProfileServiceBase
{
    /// <summary>
    /// A copy of what a caller sent, empty where they sent nothing, without fields that this version does not know:
    /// nobody has checked those, so they are neither kept nor passed on.
    /// </summary>
    private static T Known<T>(T? sent, MessageParser<T> parser)
        where T : IMessage<T> =>
        parser.WithDiscardUnknownFields(true).ParseFrom(sent?.ToByteString() ?? ByteString.Empty);
}
