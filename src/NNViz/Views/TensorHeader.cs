using System.Runtime.InteropServices;
using NNViz.Html;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>A tensor in one line: shape, dtype, device, range, mean ± std, zeros, what is not finite, autograd.</summary>
internal sealed class TensorHeader
{
    private const long NearlyAll = 10; // zeros are called out from one in ten on, as are all zeros

    private readonly string _identity;
    private readonly string _autograd;
    private readonly TensorStats? _stats;
    private readonly bool _magnitudes;

    private TensorHeader(string identity, string autograd, TensorStats? stats, bool magnitudes) =>
        (_identity, _autograd, _stats, _magnitudes) = (identity, autograd, stats, magnitudes);

    /// <summary>The header of a tensor.</summary>
    /// <param name="tensor">The tensor; its values are not read here.</param>
    /// <param name="stats">Its statistics; null where it has no values.</param>
    public static TensorHeader Of(Tensor tensor, TensorStats? stats)
    {
        string layout = tensor.is_sparse ? $", sparse, {Stored(tensor)}"
            : DTypes.IsQuantised(tensor.dtype) && stats is not null ? $", {Quantised.Scheme(tensor)}" : "";
        string size = $"{Words.Count(tensor.numel(), "value")}, {Words.Bytes(tensor.numel() * DTypes.Size(tensor))}";
        string identity = $"{Words.Shape(tensor.shape)} {DTypes.Name(tensor.dtype)} on {tensor.device}{layout} · {size}";
        return new TensorHeader(identity, Autograd(tensor), stats, tensor.is_complex());
    }

    /// <summary>Writes the line with its histogram.</summary>
    public void WriteHtml(HtmlWriter html)
    {
        using (html.Element("p"))
        {
            html.Element("b", "Tensor " + _identity);
            if (_stats is not null && MiniHistogram.Picture(_stats.Histogram) is { } histogram)
            {
                html.Text(" ");
                html.Picture(histogram, "nnviz-inline");
            }

            foreach (string part in Parts())
            {
                html.Text(" · " + part);
            }

            if (Alarm is { } alarm)
            {
                html.Text(" · ");
                html.Element("b", "⚠ " + alarm, ("style", "color:#d64550"));
            }

            html.Text(_autograd);
        }
    }

    /// <summary>The line as text.</summary>
    public override string ToString()
    {
        string histogram = _stats is null ? "" : MiniHistogram.Text(_stats.Histogram);
        string?[] parts = ["Tensor " + _identity, .. Parts(), histogram.Length > 0 ? $"▕{histogram}▏" : null, Alarm is null ? null : "⚠ " + Alarm];
        return string.Join(" · ", parts.Where(p => p is not null)) + _autograd;
    }

    // What is not a number is said first of all; null: all are.
    private string? Alarm
    {
        get
        {
            if (_stats is null || _stats.Moments.NonFinite == 0)
            {
                return null;
            }

            Moments m = _stats.Moments;
            (long Count, string Name)[] kinds = [(m.NaN, "NaN"), (m.PositiveInfinity, "+Inf"), (m.NegativeInfinity, "−Inf")];
            return string.Join(", ", kinds.Where(k => k.Count > 0).Select(k => $"{Words.Count(k.Count)} {k.Name}"))
                + $" ({Words.Percent((double)m.NonFinite / m.Count)})";
        }
    }

    private IEnumerable<string> Parts()
    {
        if (_stats is null || _stats.Moments.Finite == 0 || _stats.Count == 1)
        {
            yield break;
        }

        string of = _magnitudes ? "magnitude " : "";
        if (_stats.Min == _stats.Max)
        {
            yield return $"{of}all {Words.Number(_stats.Min)}";
        }
        else
        {
            yield return $"{of}{Words.Number(_stats.Min)} … {Words.Number(_stats.Max)}";
            yield return $"mean {Words.Number(_stats.Mean)} ± {Words.Number(_stats.Std)}";
        }

        long zeros = _stats.Moments.Zeros;
        if (zeros > 0)
        {
            string part = zeros * NearlyAll >= _stats.Count ? $" ({Words.Percent((double)zeros / _stats.Count)})" : "";
            yield return $"{Words.Count(zeros, "zero")}{part}";
        }
    }

    private static string Stored(Tensor sparse)
    {
        try
        {
            using Tensor plain = sparse.detach(), values = plain.SparseValues;
            return Words.Count(values.numel(), "stored value");
        }
        catch (ExternalException)
        {
            return "not coalesced"; // then its stored values cannot be asked for
        }
    }

    private static string Autograd(Tensor tensor)
    {
        if (!tensor.requires_grad)
        {
            return "";
        }

        if (!tensor.is_leaf)
        {
            return " · requires_grad, not a leaf";
        }

        using Tensor? grad = tensor.grad;
        if (grad is null || grad.IsInvalid)
        {
            return " · requires_grad, no gradient yet";
        }

        Moments m = TensorStats.MomentsOf(grad);
        string alarm = m.NonFinite > 0 ? $", ⚠ {Words.Count(m.NonFinite)} not finite" : "";
        return $" · requires_grad, gradient {Words.Number(m.Min)} … {Words.Number(m.Max)}{alarm}";
    }
}
