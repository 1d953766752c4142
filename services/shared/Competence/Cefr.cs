namespace Matching.Competence;

/// <summary>Levels of the Common European Framework of Reference for Languages. None: not stated.</summary>
public enum Cefr : byte
{
    None,
    A1,
    A2,
    B1,
    B2,
    C1,
    C2,
}
