using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Tests.Tensors;

public class SliceGridTests
{
    [Fact]
    public void WhatFitsIsExact()
    {
        using var tensor = arange(24, dtype: ScalarType.Int32).reshape(2, 3, 4);
        var grid = SliceGrid.Of(tensor, 24);
        Assert.True(grid.IsExact);
        Assert.Null(grid.Note);
        Assert.Equal([0, 1], grid.Slices);
        Assert.Equal((3, 4), (grid.Rows, grid.Columns));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (double)i), grid.Cells);
        Assert.Same(grid.Low, grid.High);
    }

    [Theory]
    [InlineData(1, 1000, 100), InlineData(37, 53, 60), InlineData(300, 7, 100), InlineData(64, 64, 4096), InlineData(65, 64, 4096),
        InlineData(1000, 1000, 1)]
    public void BlocksHoldTheirOwnExtremes(int rows, int columns, int maxCells)
    {
        using var tensor = TensorStatsTests.Normal(rows * columns).reshape(rows, columns).t();
        var grid = SliceGrid.Of(tensor, maxCells, centre: 0.25);
        var values = HostTensor.Copy(tensor).ToDoubles();
        (rows, columns) = (columns, rows);
        Assert.InRange(grid.Rows * grid.Columns, 1, maxCells);
        for (var row = 0; row < grid.Rows; row++)
        {
            for (var column = 0; column < grid.Columns; column++)
            {
                var block = new List<double>();
                for (var r = row * grid.RowBlock; r < Math.Min(rows, (row + 1) * grid.RowBlock); r++)
                {
                    for (var c = column * grid.ColumnBlock; c < Math.Min(columns, (column + 1) * grid.ColumnBlock); c++)
                    {
                        block.Add(values[r * columns + c]);
                    }
                }
                var at = row * grid.Columns + column;
                Assert.Equal((block.Min(), block.Max()), (grid.Low[at], grid.High[at]));
                var cell = grid.Cells[at];
                Assert.True(cell == values.Min() || cell == values.Max() || cell == block.MaxBy(v => Math.Abs(v - 0.25)));
            }
        }
        Assert.Equal(Math.Min(2, maxCells), grid.Cells.Distinct().Count(value => value == values.Min() || value == values.Max()));
    }

    [Fact]
    public void NonFiniteElementsStayVisible()
    {
        var values = TensorStatsTests.Normal(256 * 256).reshape(256, 256);
        values[10, 20] = double.NaN;
        values[100, 200] = double.PositiveInfinity;
        values[200, 100] = double.NegativeInfinity;
        var grid = SliceGrid.Of(values, 400);
        Assert.Single(grid.Cells, double.IsNaN);
        Assert.Single(grid.Cells, double.IsPositiveInfinity);
        Assert.Single(grid.Cells, double.IsNegativeInfinity);
        Assert.Contains("farthest from 0", grid.Note);
    }

    [Theory, InlineData(8), InlineData(3)]
    public void SlicesThatHoldWhatMattersAreKept(int side)
    {
        var values = TensorStatsTests.Normal(5000 * side * side).reshape(50, 100, side, side);
        values[3, 17, 0, 0] = 99;
        values[41, 5, side - 1, side - 1] = -99;
        values[20, 20, 1, 1] = double.NaN;
        var grid = SliceGrid.Of(values, side * side * 20);
        Assert.Equal((5000, 20), (grid.SourceSlices, grid.Slices.Count));
        foreach (var slice in new long[] { 317, 4105, 2020 })
        {
            Assert.Contains(slice, grid.Slices);
        }
        Assert.Equal(grid.Slices.Order(), grid.Slices);
        Assert.Contains(99.0, grid.Cells);
        Assert.Contains(-99.0, grid.Cells);
        Assert.Contains("20 of 5,000 slices", grid.Note);
    }

    [Fact]
    public void EveryRankAndTypeHasAGrid()
    {
        foreach (var dtype in Enum.GetValues<ScalarType>())
        {
            foreach (var shape in new long[][] { [], [0], [5], [1000], [40, 50], [3, 0, 2], [2, 3, 20, 30] })
            {
                using var tensor = ones(shape).to_type(dtype);
                var grid = SliceGrid.Of(tensor, 100);
                Assert.Equal(grid.Slices.Count * grid.Rows * grid.Columns, grid.Cells.Length);
                Assert.All(grid.Cells, value => Assert.Equal(1, value));
                Assert.InRange(grid.Cells.Length, 0, 100);
            }
        }
    }
}
