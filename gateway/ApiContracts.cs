using Google.Protobuf.Reflection;
using Matching.Competence.V1;
using Matching.Gateway.Transcoding;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Matching.Gateway;

/// <summary>
/// What the gateway offers: the services of the contracts and their HTTP forms. Built once, never changed.
/// </summary>
internal sealed class ApiContracts
{
    public ApiContracts()
        : this([
            CompetenceReflection.Descriptor,
            ProfileReflection.Descriptor,
            VacancyReflection.Descriptor,
            MatchingReflection.Descriptor,
            ModelsReflection.Descriptor,
        ])
    {
    }

    /// <exception cref="InvalidOperationException">A rule is wrong, or two rules claim one path.</exception>
    public ApiContracts(IReadOnlyList<FileDescriptor> files)
    {
        Files = files;
        Bindings = [.. files.SelectMany(file => file.Services)
            .SelectMany(service => service.Methods)
            .SelectMany(HttpBinding.Of)];
        foreach (var binding in Bindings)
        {
            Routes.Add(binding.HttpMethod, binding.Template, binding);
        }

        Types = TypeRegistry.FromFiles(files);
    }

    public IReadOnlyList<FileDescriptor> Files { get; }

    /// <summary>Every HTTP form of every method, in the order of the contracts.</summary>
    public IReadOnlyList<HttpBinding> Bindings { get; }

    public RouteTable<HttpBinding> Routes { get; } = new();

    /// <summary>The types that an Any may hold.</summary>
    public TypeRegistry Types { get; }
}
