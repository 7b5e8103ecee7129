using System.Globalization;
using System.Numerics;

namespace NNViz.Tensors;

/// <summary>A complex number of two singles, as ComplexFloat32 tensors hold them (.NET has only the one of two doubles).</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
public readonly record struct ComplexSingle(float Real, float Imaginary)
{
    /// <summary>As <c>1+2i</c>, exact.</summary>
    public override string ToString() => Text(Real, Imaginary);

    internal static string Text<T>(T real, T imaginary)
        where T : INumber<T>
        => string.Create(CultureInfo.InvariantCulture, $"{real}{(T.IsNegative(imaginary) ? "" : "+")}{imaginary}i");
}
