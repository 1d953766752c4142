using System.Net;

namespace Matching.Hosting;

/// <summary>
/// Finds the addresses behind the name of a host, such as all pods behind a headless service of Kubernetes.
/// </summary>
/// <exception cref="System.Net.Sockets.SocketException">The name is not known, or nobody can be asked.</exception>
public delegate Task<IPAddress[]> AddressLookup(string host, CancellationToken cancellationToken);
