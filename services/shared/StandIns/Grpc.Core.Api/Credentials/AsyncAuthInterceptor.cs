namespace Grpc.Core;

/// <summary>Adds what proves the caller's identity, such as a token, to a call's headers.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);
