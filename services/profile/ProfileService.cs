using Matching.Competence;

namespace Matching.Profiles;

/// <summary>
/// Serves candidates, validation results and households; each has its part of this class in its own folder. Nothing
/// personal is logged, and name and contact details never leave through the feed.
/// </summary>
internal sealed partial class ProfileService(ProfileStore store, Taxonomy taxonomy, TimeProvider clock)
    : V1.ProfileService.ProfileServiceBase;
