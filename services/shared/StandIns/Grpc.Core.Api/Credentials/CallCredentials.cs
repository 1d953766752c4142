namespace Grpc.Core;

/// <summary>What a call shows to prove who makes it.</summary>
public abstract class CallCredentials
{
    /// <summary>Several credentials, applied in order.</summary>
    /// <exception cref="ArgumentException">Fewer than two were given.</exception>
    public static CallCredentials Compose(params CallCredentials[] credentials) =>
        new Composite([.. credentials]);

    /// <summary>Credentials that a delegate adds to the headers of every call.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return new Intercepting(interceptor);
    }

    /// <summary>Tells a transport what these credentials are.</summary>
    public abstract void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state);

    private sealed class Composite : CallCredentials
    {
        private readonly IReadOnlyList<CallCredentials> _credentials;

        public Composite(IReadOnlyList<CallCredentials> credentials)
        {
            if (credentials.Count < 2)
            {
                throw new ArgumentException("Composing takes at least two credentials.", nameof(credentials));
            }

            _credentials = credentials;
        }

        public override void InternalPopulateConfiguration(
            CallCredentialsConfiguratorBase configurator, object? state) =>
            configurator.SetCompositeCredentials(state, _credentials);
    }

    private sealed class Intercepting(AsyncAuthInterceptor interceptor) : CallCredentials
    {
        public override void InternalPopulateConfiguration(
            CallCredentialsConfiguratorBase configurator, object? state) =>
            configurator.SetAsyncAuthInterceptorCredentials(state, interceptor);
    }
}
