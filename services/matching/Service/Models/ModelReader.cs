using Matching.Ranking;

namespace Matching.Matches;

/// <summary>
/// Makes a model of the bundle that it was uploaded as. Replaced where bundles of another format are to be taken.
/// </summary>
/// <param name="name">What the model is called, without <c>models/</c>.</param>
/// <param name="bundle">The bytes.</param>
/// <exception cref="InvalidDataException">Says what is wrong with the bundle.</exception>
internal delegate IRankingModel ModelReader(string name, ReadOnlyMemory<byte> bundle);
