using NNViz.Training;
using NNViz.Views;

namespace NNViz.Tests.Views;

public class HistoryViewTests
{
    /// <summary>A run of 400 steps with a noisy falling loss, validated every 40 steps, over-fitting from step 200 on.</summary>
    private static TrainingHistory Run(int steps)
    {
        var (history, random) = (new TrainingHistory(), new Random(7));
        for (var step = 0; step < steps; step++)
        {
            history.Log(step, ("loss", 2.3 * Math.Exp(-step / 80.0) + 0.1 + 0.1 * random.NextDouble()), ("accuracy", 1 - 0.9 * Math.Exp(-step / 60.0) - 0.04 * random.NextDouble()));
            if (step % 40 == 39)
            {
                history.Log(step, ("val_loss", 2.1 * Math.Exp(-step / 70.0) + 0.15 + Math.Max(0, step - 200) * 0.001), ("val_accuracy", 0.97 - 0.85 * Math.Exp(-step / 50.0)));
            }
        }
        return history;
    }

    [Fact]
    public void Outputs_of_a_growing_history_are_written_for_the_browser()
    {
        var history = Run(400);
        Pages.Write("history-1", HistoryView.From(history).ToHtml());
        foreach (var _ in history.Track(Enumerable.Range(0, 10).Select(i => i), "epoch", 10).Take(3))
        {
            history.Log(("loss", 0.1), ("learning_rate", 0.01));
        }
        Pages.Write("history-2", HistoryView.From(history).ToHtml());
        Assert.Contains("data-nnviz=\"" + history.Key, HistoryView.From(history).ToHtml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loss", "loss", 0)]
    [InlineData("train_loss", "loss", 0)]
    [InlineData("val_loss", "loss", 1)]
    [InlineData("validation/loss", "loss", 1)]
    [InlineData("loss.valid", "loss", 1)]
    [InlineData("Test Accuracy", "Accuracy", 2)]
    [InlineData("valLoss", "Loss", 1)]
    [InlineData("valence", "valence", 0)]
    [InlineData("training time", "time", 0)]
    [InlineData("trainable", "trainable", 0)]
    [InlineData("val", "val", 0)]
    public void A_metrics_name_says_its_quantity_and_its_data(string metric, string quantity, int role)
    {
        var history = new TrainingHistory();
        history.Log(0, (metric, 1));
        var group = Assert.Single(MetricGroup.Of(history.Metrics));
        Assert.Equal(quantity, group.Name);
        Assert.Equal(role, Assert.Single(group.Series).Role);
    }

    [Theory]
    [InlineData("loss", 2)] // the lowest of 3, 1, 2 stands at step 2
    [InlineData("accuracy", 1)]
    [InlineData("learning_rate", null)]
    public void The_best_step_is_the_lowest_of_a_loss_and_the_highest_of_a_score(string name, int? best)
    {
        var history = new TrainingHistory();
        history.Log(1, (name, 3));
        history.Log(2, (name, 1));
        history.Log(3, (name, 2));
        var group = Assert.Single(MetricGroup.Of(history.Metrics));
        Assert.Equal(best, (int?)group.BestOf(history[name])?.Step);
        Assert.Equal(best is null ? [] : [(double)best], group.Marks().Select(mark => mark.At));
    }

    [Fact]
    public void The_best_step_is_judged_on_validation_data_where_there_are_some()
    {
        var history = Run(400);
        var loss = MetricGroup.Of(history.Metrics)[0];
        var lowest = history["val_loss"].Points.MinBy(point => point.Value);
        Assert.Equal(lowest.Step, Assert.Single(loss.Marks()).At);
    }

    [Fact]
    public void The_first_value_that_is_no_number_is_marked_and_counted()
    {
        var history = new TrainingHistory();
        history.Log(("loss", 1));
        history.Log(("loss", double.NaN));
        history.Log(("loss", double.PositiveInfinity));
        Assert.Equal([0, 1], MetricGroup.Of(history.Metrics)[0].Marks().Select(mark => mark.At));
        Assert.Contains("2 of 3 values are not finite", HistoryView.From(history).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_million_values_keep_the_budget_and_their_extremes()
    {
        var (history, random) = (new TrainingHistory(), new Random(3));
        for (var step = 0; step < 10_000_000; step++)
        {
            history.Log(step, ("loss", step == 6_543_210 ? 1000 : step == 1_234_567 ? -1000 : random.NextDouble()));
        }
        var html = HistoryView.From(history).ToHtml();
        Assert.InRange(html.Length, 10_000, 300_000);
        var drawn = HistoryPoints.Extremes(history["loss"].Points, HistoryChart.MostPoints);
        Assert.InRange(drawn.Count, 1000, HistoryChart.MostPoints);
        Assert.Contains(new MetricPoint(6_543_210, 1000), drawn);
        Assert.Contains(new MetricPoint(1_234_567, -1000), drawn);
        Assert.Contains("10,000,000 values, drawn as the lowest and highest", HistoryView.From(history).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_metrics_of_five_thousand_values_keep_the_budget()
    {
        var (history, random) = (new TrainingHistory(), new Random(3));
        for (var step = 0; step < 5000; step++)
        {
            history.Log(step, [.. Enumerable.Range(0, 20).Select(i => ($"metric {i}", random.NextDouble()))]);
        }
        Assert.InRange(HistoryView.From(history).ToHtml().Length, 10_000, 300_000);
    }

    [Fact]
    public void An_empty_history_says_so()
    {
        Assert.Equal("Nothing has been logged yet.", HistoryView.From(new TrainingHistory()).ToString());
        Assert.Contains("Nothing has been logged yet.", HistoryView.From(new TrainingHistory()).ToHtml(), StringComparison.Ordinal);
    }
}
