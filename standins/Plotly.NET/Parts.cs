using DynamicObj;
using Microsoft.FSharp.Core;

namespace Plotly.NET
{
    /// <summary>A trace; its kind is plotly.js's name of it.</summary>
    public class Trace(string traceTypeName) : DynamicObj.DynamicObj
    {
        public string type { get; set; } = traceTypeName;

        public static TraceObjects.Marker getMarker<a3>(a3 trace)
            where a3 : Trace => Part<TraceObjects.Marker>(trace, "marker");

        public static Line getLine<a1>(a1 trace)
            where a1 : Trace => Part<Line>(trace, "line");

        public static ColorBar getColorBar<b>(b trace)
            where b : Trace => Part<ColorBar>(trace, "colorbar");

        private static T Part<T>(Trace trace, string name)
            where T : new() => trace.TryGetTypedValue<T>(name) is { } part ? part.Value : new T();
    }

    /// <summary>A trace on an x and a y axis.</summary>
    public class Trace2D(string traceTypeName) : Trace(traceTypeName);

    /// <summary>A trace in a scene.</summary>
    public class Trace3D(string traceTypeName) : Trace(traceTypeName);

    public class Title : DynamicObj.DynamicObj;

    public class Font : DynamicObj.DynamicObj;

    public class Line : DynamicObj.DynamicObj;

    public class ColorBar : DynamicObj.DynamicObj;

    /// <summary>What surrounds the traces.</summary>
    public class Layout : DynamicObj.DynamicObj
    {
        /// <summary>The first with what the second holds; annotations and shapes of both.</summary>
        public static Layout combine(Layout first, Layout second)
        {
            var annotations = Both<LayoutObjects.Annotation>(first, second, "annotations");
            var shapes = Both<LayoutObjects.Shape>(first, second, "shapes");
            Combine(first, second);
            annotations(first);
            shapes(first);
            return first;
        }

        private static Action<Layout> Both<T>(Layout first, Layout second, string name)
        {
            var all = new[] { first, second }.Select(layout => layout.TryGetTypedValue<IEnumerable<T>>(name)?.Value).OfType<IEnumerable<T>>().ToArray();
            return layout =>
            {
                if (all.Length > 0)
                {
                    layout.SetValue(name, all.SelectMany(items => items).ToArray());
                }
            };
        }
    }

    /// <summary>Settings of plotly.js.</summary>
    public class Config : DynamicObj.DynamicObj
    {
        public static Config combine(Config first, Config second) => Combine(first, second);
    }

    /// <summary>How a page shows a chart.</summary>
    public class DisplayOptions : DynamicObj.DynamicObj
    {
        public static DisplayOptions combine(DisplayOptions first, DisplayOptions second) => Combine(first, second);

        /// <summary>plotly.js from the network, in the version that the package is made for.</summary>
        public static DisplayOptions initCDNOnly() => new();
    }
}

namespace Plotly.NET.TraceObjects
{
    public class Marker : DynamicObj.DynamicObj;

    public class Contours : DynamicObj.DynamicObj;
}

namespace Plotly.NET.LayoutObjects
{
    public class LinearAxis : DynamicObj.DynamicObj;

    public class Scene : DynamicObj.DynamicObj;

    public class Domain : DynamicObj.DynamicObj;

    public class Legend : DynamicObj.DynamicObj;

    public class Margin : DynamicObj.DynamicObj;

    public class Annotation : DynamicObj.DynamicObj;

    public class Shape : DynamicObj.DynamicObj;
}
