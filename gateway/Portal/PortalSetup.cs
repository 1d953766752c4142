using System.Text.Encodings.Web;
using System.Text.Unicode;
using Matching.Competence.V1;
using Matching.Gateway.Portal.About;
using Matching.Gateway.Portal.Candidates;
using Matching.Gateway.Portal.Households;
using Matching.Gateway.Portal.Language;
using Matching.Gateway.Portal.Preview;
using Matching.Gateway.Portal.Problems;
using Matching.Gateway.Portal.Start;
using Matching.Gateway.Portal.Vacancies;
using Matching.Hosting;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Gateway.Portal;

/// <summary>
/// Adds the reference portal: pages that are written on the server, in Swedish and English, on the gRPC services
/// alone. It keeps nothing about a visitor: no cookie, no session, no text in an address.
/// </summary>
internal static class PortalSetup
{
    /// <summary>The largest form in bytes; the longest text, in the widest characters, fits in it.</summary>
    private const int MaximumFormBytes = 256 * 1024;

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    public static void AddPortal(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddScoped(provider => new Visit(
            provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.Request,
            provider.GetRequiredService<TimeProvider>()));
        services.AddGrpcClient<ProfileService.ProfileServiceClient>("Endpoints:Profile");
        services.AddGrpcClient<VacancyService.VacancyServiceClient>("Endpoints:Vacancy");
        services.AddGrpcClient<MatchingService.MatchingServiceClient>("Endpoints:Matching");
        services.AddGrpcClient<CompetenceService.CompetenceServiceClient>("Endpoints:Matching");
        services.AddSingleton<PortalAssets>();
        services.AddSingleton<ConceptLabels>();
        services.AddSingleton<OpenVacancies>();
        services.AddSingleton<CandidateDirectory>();
        services.AddScoped<PreviewReader>();
    }

    public static void MapPortal(this WebApplication app)
    {
        app.MapGet(PortalAssets.Route, (string file, HttpContext context, PortalAssets assets) =>
            assets.Answer(context, file));

        var pages = app.MapGroup("")
            .AddEndpointFilter<PageFilter>()
            .WithMetadata(new RequestSizeLimitAttribute(MaximumFormBytes));
        pages.MapMethods("/", ReadMethods, StartEndpoint.ShowAsync);
        pages.MapMethods("/preview", ReadMethods, PreviewEndpoint.Redirect);
        pages.MapPost("/preview", PreviewEndpoint.ShowAsync);
        pages.MapMethods("/together", ReadMethods, PreviewEndpoint.ShowTogether);
        pages.MapMethods("/candidates", ReadMethods, CandidateEndpoints.ListAsync);
        pages.MapMethods("/candidates/{id}", ReadMethods, CandidateEndpoints.ShowAsync);
        pages.MapMethods("/candidates/{id}/vacancies/{vacancy}", ReadMethods, CandidateEndpoints.ExplainAsync);
        pages.MapMethods("/vacancies", ReadMethods, VacancyEndpoints.ListAsync);
        pages.MapMethods("/vacancies/{id}", ReadMethods, VacancyEndpoints.ShowAsync);
        pages.MapMethods("/households/{id}", ReadMethods, HouseholdEndpoint.ShowAsync);
        pages.MapMethods("/about", ReadMethods, AboutEndpoint.ShowAsync);

        // Whatever is no call of the API, and asks for a page, is told so by a page.
        pages.MapMethods("/{**path:regex(^(?!v1(/|$)))}", ReadMethods, ProblemEndpoint.NotFound)
            .WithOrder(int.MaxValue - 1);
    }
}
