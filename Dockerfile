# An image for each service from one file: docker build --target profile -t matching/profile:1.0.0 .
# The targets are profile, vacancy, matching, gateway, and suite, which is all of them in one process with its data in
# /data. Without an engine, make images does the same.

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source

# What restoring depends on and nothing else, so that this layer stays until a package or a reference changes.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY services/profile/Matching.Profiles.csproj services/profile/
COPY services/vacancy/Matching.Vacancies.csproj services/vacancy/
COPY services/matching/Fit/Matching.Fit.csproj services/matching/Fit/
COPY services/matching/Ranking/Matching.Ranking.csproj services/matching/Ranking/
COPY services/matching/Service/Matching.Matches.csproj services/matching/Service/
COPY services/shared/Competence/Matching.Competence.csproj services/shared/Competence/
COPY services/shared/Contracts/Matching.Contracts.csproj services/shared/Contracts/
COPY services/shared/Hosting/Matching.Hosting.csproj services/shared/Hosting/
COPY services/shared/StandIns/Directory.Build.props services/shared/StandIns/StandIns.targets services/shared/StandIns/
COPY services/shared/StandIns/Grpc.Core.Api/Grpc.Core.Api.csproj services/shared/StandIns/Grpc.Core.Api/
COPY services/shared/StandIns/Grpc.Net.Common/Grpc.Net.Common.csproj services/shared/StandIns/Grpc.Net.Common/
COPY services/shared/StandIns/Pipelines.Sockets.Unofficial/Pipelines.Sockets.Unofficial.csproj \
    services/shared/StandIns/Pipelines.Sockets.Unofficial/
COPY services/shared/StandIns/System.IO.Hashing/System.IO.Hashing.csproj services/shared/StandIns/System.IO.Hashing/
COPY services/suite/Matching.Suite.csproj services/suite/
COPY gateway/Matching.Gateway.csproj gateway/
RUN dotnet restore services/suite/Matching.Suite.csproj

COPY .editorconfig BannedSymbols.txt ./
COPY protos protos
COPY gateway gateway
COPY services services
RUN dotnet build --no-restore -c Release services/suite/Matching.Suite.csproj

FROM build AS publish-profile
RUN dotnet publish --no-build -c Release -o /app services/profile/Matching.Profiles.csproj

FROM build AS publish-vacancy
RUN dotnet publish --no-build -c Release -o /app services/vacancy/Matching.Vacancies.csproj

FROM build AS publish-matching
RUN dotnet publish --no-build -c Release -o /app services/matching/Service/Matching.Matches.csproj

FROM build AS publish-gateway
RUN dotnet publish --no-build -c Release -o /app gateway/Matching.Gateway.csproj

FROM build AS publish-suite
RUN dotnet publish --no-build -c Release -o /app services/suite/Matching.Suite.csproj && mkdir /data

# No shell and no package manager; "extra" has the languages and time zones that the services need.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra AS runtime
WORKDIR /app
ENV BIND_ADDRESS=0.0.0.0
USER 1654

FROM runtime AS profile
COPY --from=publish-profile /app .
EXPOSE 5001
ENTRYPOINT ["dotnet", "Matching.Profiles.dll"]

FROM runtime AS vacancy
COPY --from=publish-vacancy /app .
EXPOSE 5002
ENTRYPOINT ["dotnet", "Matching.Vacancies.dll"]

FROM runtime AS matching
COPY --from=publish-matching /app .
EXPOSE 5003
ENTRYPOINT ["dotnet", "Matching.Matches.dll"]

FROM runtime AS gateway
# GatewayHost.RuntimeSettings says why; the runtime takes them from its environment alone.
ENV DOTNET_GCgen0size=0x4000000
ENV DOTNET_HillClimbing_Disable=1
ENV DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1
COPY --from=publish-gateway /app .
EXPOSE 8080 8081
ENTRYPOINT ["dotnet", "Matching.Gateway.dll"]

FROM runtime AS suite
COPY --from=publish-suite /app .
COPY --from=publish-suite --chown=1654:1654 /data /data
ENV DATA_DIR=/data
VOLUME /data
EXPOSE 8080 8081
ENTRYPOINT ["dotnet", "Matching.Suite.dll"]
