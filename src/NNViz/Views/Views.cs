using NNViz.Attributions;
using NNViz.Diagnosis;
using NNViz.Networks;
using NNViz.Plotly;
using NNViz.Projections;
using NNViz.Tensors;
using NNViz.Training;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>The one list that decides how an object is shown.</summary>
public static class Views
{
    // The first that fits is taken: what is special stands before what is general.
    private static readonly (Type Type, Func<object, View> View)[] List =
    [
        Show<View>(view => view),
        Show<Figure>(figure => new FigureView(figure)),
        Show<Tensor>(tensor => TensorView.From(tensor)),
        Show<TensorStats>(stats => new StatsView(stats)),
        Show<TrainingHistory>(history => HistoryView.From(history)),
        Show<TrainingRuns>(runs => new RunsView(runs)),
        Show<Distributions>(distributions => new DistributionsView(distributions)),
        Show<Progress>(progress => new ProgressView(progress)),
        Show<LossLandscape>(landscape => new LandscapeView(landscape)),
        Show<TrainingFilm>(film => new FilmView(film)),
        Show<NetWatch>(WatchView.From),
        Show<GradientHistograms>(histograms => new GradientHistogramsView(histograms)),
        Show<GradientHistory>(history => new GradientHistoryView(history)),
        Show<GradientFlow>(flow => new GradientFlowView(flow)),
        Show<Attribution>(AttributionView.From),
        Show<AttributionComparison>(AttributionComparisonView.From),
        Show<PerturbationCurve>(curve => new PerturbationCurveView(curve)),
        Show<Localisations>(localisations => new LocalisationsView(localisations)),
        Show<NetDiagnosis>(diagnosis => new DiagnosisView(diagnosis)),
        Show<LocalisationScores>(scores => new LocalisationScoresView(scores)),
        Show<RemedyTrial>(trial => new RemedyTrialView(trial)),
        Show<NetSummary>(ModuleView.From),
        Show<NetGraph>(graph => new NetGraphView(graph)),
        Show<NetComparison>(comparison => new NetComparisonView(comparison)),
        Show<LayerSimilarity>(similarity => new SimilarityView(similarity)),
        Show<FeatureMaps>(FeatureMapsView.From),
        Show<Capture>(CaptureView.From),
        Show<CapturedLayer>(CaptureView.From),
        Show<NetWeights>(weights => new WeightsView(weights)),
        Show<WeightDiff>(diff => new WeightDiffView(diff)),
        Show<WeightImportance>(importance => new WeightImportanceView(importance)),
        Show<WeightSpectra>(spectra => new WeightSpectraView(spectra)),
        Show<FilterMap>(map => new FilterMapView(map)),
        Show<FilterSet>(filters => new FilterSetView(filters)),
        Show<Units>(units => new UnitsView(units)),
        Show<NeuronActivations>(neurons => new NeuronActivationsView(neurons)),
        Show<TopActivations>(top => new TopActivationsView(top)),
        Show<ReceptiveField>(field => new ReceptiveFieldView(field)),
        Show<NeuronOverlay>(overlay => new NeuronOverlayView(overlay)),
        Show<ActivationCurves>(curves => new ActivationCurvesView(curves)),
        Show<nn.Module>(ModuleView.From),
        Show<Projection>(projection => new ProjectionView(projection)),
        Show<BoundaryHistory>(history => new BoundaryHistoryView(history)),
        Show<NeuronBoundaries>(boundaries => new NeuronBoundariesView(boundaries)),
        Show<DecisionBoundary>(boundary => new DecisionBoundaryView(boundary)),
        Show<ConfusionMatrix>(matrix => new ConfusionMatrixView(matrix)),
        Show<ScoreCurves>(curves => new ScoreCurvesView(curves)),
    ];

    /// <summary>The types that are shown, with all that derive from them.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. List.Select(entry => entry.Type)];

    /// <summary>The view of <paramref name="value"/>, or null where its type is not in the list.</summary>
    public static View? Of(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        foreach (var (type, view) in List)
        {
            if (type.IsInstanceOfType(value))
            {
                return view(value);
            }
        }
        return null;
    }

    private static (Type, Func<object, View>) Show<T>(Func<T, View> view) => (typeof(T), value => view((T)value));
}
