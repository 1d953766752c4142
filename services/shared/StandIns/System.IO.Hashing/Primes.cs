namespace System.IO.Hashing;

/// <summary>The primes that the xxHash family multiplies with (xxHash specification, 0.1.1 and 0.2).</summary>
internal static class Primes
{
    public const uint Word1 = 0x9E3779B1;
    public const uint Word2 = 0x85EBCA77;
    public const uint Word3 = 0xC2B2AE3D;

    public const ulong Long1 = 0x9E3779B185EBCA87;
    public const ulong Long2 = 0xC2B2AE3D27D4EB4F;
    public const ulong Long3 = 0x165667B19E3779F9;
    public const ulong Long4 = 0x85EBCA77C2B2AE63;
    public const ulong Long5 = 0x27D4EB2F165667C5;
}
