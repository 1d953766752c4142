using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Hosting;

/// <summary>
/// Lets pages of other origins call REST and gRPC-Web: those that <c>Cors:Origins</c> names, none by default.
/// </summary>
public static class AllowedOrigins
{
    private const string OriginsKey = "Cors:Origins";

    /// <exception cref="InvalidOperationException">An origin is not one, such as one with a path.</exception>
    public static void AddAllowedOrigins(this WebApplicationBuilder builder)
    {
        var origins = builder.Configuration.GetSection(OriginsKey).Get<string[]>() ?? [];
        foreach (var origin in origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                || uri.GetLeftPart(UriPartial.Authority) != origin)
            {
                throw new InvalidOperationException(
                    $"{OriginsKey} has '{origin}', which is not an origin such as https://www.example.org.");
            }
        }

        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(origins)
            .AllowAnyHeader()
            .AllowAnyMethod()
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))
            .WithExposedHeaders(["ETag", "Allow", "Retry-After", "Accept-Encoding", .. GrpcWeb.ExposedHeaders])));
    }
}
