using System.Globalization;
using Agent.Host.Replay.Recordings;
using Agent.Plugins.BackOffice;

namespace Agent.Host.Replay.Command;

/// <summary>The command line of a replay, read and checked.</summary>
internal sealed class ReplayArguments
{
    /// <summary>The words for who says yes.</summary>
    public static readonly IReadOnlyDictionary<string, ReplayApprovals> Approvals = new Dictionary<string, ReplayApprovals>
    {
        ["as-recorded"] = ReplayApprovals.AsRecorded, ["approve"] = ReplayApprovals.Approve, ["deny"] = ReplayApprovals.Deny, ["ground-truth"] = ReplayApprovals.GroundTruth,
        ["rule"] = ReplayApprovals.Rule,
    };

    private const int BatchedParallel = 64;

    private readonly SortedDictionary<string, string> _where = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _candidate = new(StringComparer.Ordinal);
    private SortedDictionary<string, string>? _baseline;
    private ReplayMode? _mode;
    private string? _source;
    private RecordingFormat? _format;
    private readonly List<string> _approveIf = [];
    private ReplayApprovals? _approvals;
    private int _samples = 1;
    private int? _parallel;
    private bool _batch;
    private string? _judge;
    private DivergenceChoice _onDivergence;
    private string? _shop;
    private string? _expected;

    private ReplayArguments()
    {
    }

    public ReplaySpec Spec { get; private set; } = null!;

    public string Tenant { get; private set; } = BackOfficeDatabase.DemoTenant;

    /// <summary>How many conversations at a time. A batch holds what as many ask next, and waits for no processor.</summary>
    public int Parallel => _parallel ?? (_batch ? BatchedParallel : Environment.ProcessorCount);

    public string? Report { get; private set; }

    public IReadOnlyList<Threshold> FailOn { get; private set; } = [];

    public bool Resumes { get; private set; }

    /// <summary>Whether a broken-off replay is to be ended in place of gone on with.</summary>
    public bool Abandons { get; private set; }

    /// <summary>What a live replay may cost, in US dollars; null where nothing is said.</summary>
    public decimal? Budget { get; private set; }

    /// <summary>Whether only the estimate of its cost is wanted.</summary>
    public bool Estimates { get; private set; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ReplayFault">It cannot be understood; the message says where.</exception>
    public static ReplayArguments Parse(string[] args)
    {
        var parsed = new ReplayArguments();
        for (var index = 0; index < args.Length; index++)
        {
            switch (args[index])
            {
                case "--resume":
                    parsed.Resumes = true;
                    break;
                case "--batch":
                    parsed._batch = true;
                    break;
                case "--abandon":
                    parsed.Abandons = true;
                    break;
                case "--estimate":
                    parsed.Estimates = true;
                    break;
                case ['-', ..] when index + 1 == args.Length || args[index + 1].Length == 0:
                    throw new ReplayFault($"'{args[index]}' needs a value, or is not known");
                case ['-', ..] option:
                    parsed.Take(option, args[++index]);
                    break;
                case var source when parsed._source is null:
                    parsed._source = source;
                    break;
                case var more:
                    throw new ReplayFault($"only one file is replayed at a time, not '{more}' as well");
            }
        }

        parsed.Spec = parsed.Complete();
        return parsed;
    }

    private void Take(string option, string value)
    {
        switch (option)
        {
            case "--mode":
                _mode = OneOf<ReplayMode>(option, value);
                break;
            case "--format":
                _format = OneOf<RecordingFormat>(option, value);
                break;
            case "--approvals":
                _approvals = Approvals.TryGetValue(value, out var approvals) ? approvals : throw new ReplayFault($"--approvals must be one of {string.Join(", ", Approvals.Keys)}");
                break;
            case "--approve-if":
                _approveIf.Add(value);
                break;
            case "--samples":
                _samples = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var samples) && samples is > 0 and <= 100
                    ? samples : throw new ReplayFault("--samples must be a number from 1 to 100");
                break;
            case "--judge":
                _judge = value;
                break;
            case "--budget":
                Budget = decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var budget) && budget is > 0 and <= 1_000_000
                    ? budget : throw new ReplayFault("--budget must be US dollars, such as 2.50");
                break;
            case "--on-divergence":
                _onDivergence = OneOf<DivergenceChoice>(option, value);
                break;
            case "--parallel":
                _parallel = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parallel) && parallel is > 0 and <= 256
                    ? parallel : throw new ReplayFault("--parallel must be a number from 1 to 256");
                break;
            case "--report":
                Report = value;
                break;
            case "--fail-on":
                FailOn = Threshold.ParseAll(value);
                break;
            case "--tenant":
                Tenant = value;
                break;
            case "--shop":
                _shop = value;
                break;
            case "--expected":
                _expected = value;
                break;
            case "--where":
                Set(_where, option, value);
                break;
            case "--candidate":
                Set(_candidate, option, value);
                break;
            case "--baseline":
                Set(_baseline ??= new(StringComparer.Ordinal), option, value);
                break;
            default:
                throw new ReplayFault($"replay does not know '{option}'");
        }
    }

    private ReplaySpec Complete()
    {
        var mode = _mode ?? throw new ReplayFault($"--mode is missing: {Names<ReplayMode>()}");
        if (mode is not ReplayMode.Live && (_samples > 1 || _judge is not null || Budget is not null || Estimates || _batch))
        {
            throw new ReplayFault("--samples, --judge, --budget, --batch and --estimate are for mode live, which alone asks models in earnest");
        }

        if (Abandons && !_batch)
        {
            throw new ReplayFault("--abandon ends what is under way with a provider: it goes with --batch");
        }

        var source = _source ?? throw new ReplayFault("replay needs a file of recordings");
        return new()
        {
            Mode = mode,
            File = source,
            Format = _format ?? (source.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || source.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase) ? RecordingFormat.Csv : RecordingFormat.Chat),
            Approvals = _approvals ?? (_approveIf.Count > 0 ? ReplayApprovals.Rule : ReplayApprovals.AsRecorded),
            ApproveIf = _approveIf,
            Samples = _samples,
            Batch = _batch,
            Judge = _judge,
            OnDivergence = _onDivergence,
            Shop = _shop,
            ExpectedFile = _expected,
            Where = _where,
            Baseline = _baseline,
            Candidate = _candidate,
        };
    }

    private static void Set(SortedDictionary<string, string> settings, string option, string value)
    {
        if (value.Split('=', 2) is not [{ Length: > 0 } name, var content])
        {
            throw new ReplayFault($"{option} must be name=value");
        }

        settings[name] = content;
    }

    private static T OneOf<T>(string option, string value) where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var found) && Enum.IsDefined(found) && !char.IsAsciiDigit(value[0]) ? found : throw new ReplayFault($"{option} must be one of {Names<T>()}");

    private static string Names<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()));
}
