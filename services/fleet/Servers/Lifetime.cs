namespace Matching.Servers;

/// <summary>How long a process lives that is started here.</summary>
public enum Lifetime
{
    /// <summary>It ends with the process that started it, however that ends.</summary>
    OfItsStarter,

    /// <summary>It lives on until somebody stops it.</summary>
    OfItsOwn,
}
