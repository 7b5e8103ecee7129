using NNViz.Training;
using static TorchSharp.torch;

namespace NNViz.Tests.Training;

public class ClassScoresTests
{
    [Fact]
    public void TheConfusionMatrixCountsTrueByPredicted()
    {
        using Tensor predicted = tensor(new[] { 0L, 1, 1, 2, 0, 1 }), labels = tensor(new[] { 0L, 1, 0, 2, 2, 0 });
        ConfusionMatrix matrix = predicted.ConfusionMatrix(labels, ["cat", "dog", "owl"]);
        Assert.Equal([1, 2, 0, 0, 1, 0, 1, 0, 1], matrix.Counts);
        Assert.Equal(0.5, matrix.Accuracy);
        Approx.Equal([1 / 2.0, 1 / 3.0, 1], [.. Enumerable.Range(0, 3).Select(matrix.Precision)]);
        Approx.Equal([1 / 3.0, 1, 1 / 2.0], [.. Enumerable.Range(0, 3).Select(matrix.Recall)]);
        Approx.Equal([0.4, 0.5, 2 / 3.0], [.. Enumerable.Range(0, 3).Select(matrix.F1)]);
        Assert.Contains("cat taken for dog (2 times)", matrix.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void OfScoresTheLargestDecidesAndItsPictureHoldsAllCounts()
    {
        using Tensor scores = tensor(new float[] { 3, 1, 2, 0, 5, 4 }, [2, 3]), labels = tensor(new[] { 0L, 2 });
        ConfusionMatrix matrix = scores.ConfusionMatrix(labels);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 1, 0], matrix.Counts);
        var cells = Views.Output.Payload(NNViz.Views.Views.Of(matrix)!).GetProperty("figure").GetProperty("data")[0];
        Assert.Equal(["1", "0", "0"], cells.GetProperty("text")[0].EnumerateArray().Select(t => t.GetString()));
    }

    [Fact]
    public void OneClassAndVeryManyAreShownToo()
    {
        using Tensor one = zeros(3, ScalarType.Int64), many = arange(500), shifted = (arange(500) + (arange(500) < 40).to_type(ScalarType.Int64));
        Assert.Equal("Accuracy 100 % of 3 samples; classes: 1.", one.ConfusionMatrix(one).ToString());
        string html = NNViz.Views.Views.Of(shifted.ConfusionMatrix(many))!.ToHtml();
        Assert.Contains("Of 500 classes the 100 with the lowest recall are drawn", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 1, 300_000);
        // The 40 classes that were all taken for their neighbour are among them.
        var axis = Views.Output.Payload(html).GetProperty("figure").GetProperty("layout").GetProperty("yaxis").GetProperty("ticktext");
        Assert.Equal(Enumerable.Range(0, 40).Select(k => $"{k}"), axis.EnumerateArray().Take(40).Select(t => t.GetString()));
    }

    [Fact]
    public void RocOfFiveSamplesByHand()
    {
        // By falling score: + − + (+ −), the last two equal.
        using Tensor scores = tensor(new[] { 0.9f, 0.8f, 0.7f, 0.2f, 0.2f }), labels = tensor(new[] { 1L, 0, 1, 1, 0 });
        ScoreCurve roc = Assert.Single(scores.Roc(labels).Curves);
        Approx.Equal([0, 0, 0.5, 0.5, 1], roc.X);
        Approx.Equal([0, 1 / 3.0, 1 / 3.0, 2 / 3.0, 1], roc.Y);
        Assert.Equal(double.PositiveInfinity, roc.Thresholds[0]);
        Approx.Equal([0.9, 0.8, 0.7, 0.2], [.. roc.Thresholds.Skip(1)]);
        // The part of pairs (+, −) in which + has the higher score, equal ones half: (2 + 1 + 0.5) / 6.
        Assert.Equal(3.5 / 6, roc.Area, 1e-12);
    }

    [Fact]
    public void PrecisionOverRecallOfFiveSamplesByHand()
    {
        using Tensor scores = tensor(new[] { 0.9f, 0.8f, 0.7f, 0.2f, 0.2f }), labels = tensor(new[] { 1L, 0, 1, 1, 0 });
        ScoreCurve curve = Assert.Single(scores.PrecisionRecall(labels).Curves);
        Approx.Equal([0, 1 / 3.0, 1 / 3.0, 2 / 3.0, 1], curve.X);
        Approx.Equal([1, 1, 1 / 2.0, 2 / 3.0, 3 / 5.0], curve.Y);
        Assert.Equal((1 + (2 / 3.0) + (3 / 5.0)) / 3, curve.Area, 1e-12);
    }

    [Fact]
    public void TheAreaIsThePartOfPairsInTheRightOrder()
    {
        var random = new Random(3);
        double[] s = [.. Enumerable.Range(0, 60 * 3).Select(_ => (double)random.Next(20))];
        int[] k = [.. Enumerable.Range(0, 60).Select(_ => random.Next(3))];
        using Tensor scores = tensor(s, [60, 3]), labels = tensor(k);
        var curves = scores.Roc(labels).Curves;
        Assert.Equal(3, curves.Count);
        for (int c = 0; c < 3; c++)
        {
            var pairs = (from i in Enumerable.Range(0, 60) from j in Enumerable.Range(0, 60) where k[i] == c && k[j] != c select (Up: s[(3 * i) + c], Down: s[(3 * j) + c])).ToList();
            Assert.Equal(pairs.Average(p => p.Up > p.Down ? 1 : p.Up == p.Down ? 0.5 : 0), curves[c].Area, 1e-12);
        }

        string html = NNViz.Views.Views.Of(scores.PrecisionRecall(labels))!.ToHtml();
        Assert.Contains("Average precision: 0 ", html, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        using Tensor scores = tensor(new[] { 0.5f, 0.1f }), one = zeros(2, ScalarType.Int64), three = tensor(new[] { 0L, 2 }), nan = tensor(new[] { 1, float.NaN });
        Assert.Contains("All samples are of class 0", Assert.Throws<ArgumentException>(() => scores.Roc(one)).Message, StringComparison.Ordinal);
        Assert.Contains("give [N, 3]", Assert.Throws<ArgumentException>(() => scores.Roc(three)).Message, StringComparison.Ordinal);
        Assert.Contains("Score 1", Assert.Throws<ArgumentException>(() => nan.Roc(one)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PredictionsThatAreNoClassesAreCalledPredictions()
    {
        using Tensor logits = tensor(new[] { -1.5f, 0.5f, 2 }), labels = tensor(new[] { 0L, 1, 1 });
        foreach (Tensor predicted in new[] { logits, logits.unsqueeze(1) })
        {
            string message = Assert.Throws<ArgumentException>(() => predicted.ConfusionMatrix(labels)).Message;
            Assert.Contains("Prediction 0 is −1.5", message, StringComparison.Ordinal);
            Assert.Contains(".gt(0)", message, StringComparison.Ordinal);
            Assert.Equal([1, 0, 0, 2], predicted.gt(0).ConfusionMatrix(labels).Counts);
        }
        Assert.Contains("Predictions of the shape [2]", Assert.Throws<ArgumentException>(() => labels[..2].ConfusionMatrix(labels)).Message, StringComparison.Ordinal);
        Assert.Contains("Label 0 is −1.5", Assert.Throws<ArgumentException>(() => labels.ConfusionMatrix(logits)).Message, StringComparison.Ordinal);
    }
}
