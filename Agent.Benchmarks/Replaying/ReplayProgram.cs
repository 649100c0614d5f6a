using System.Globalization;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Replaying;

/// <summary>The long forms of what the tests show of batch replay, and its speed.</summary>
internal static class ReplayProgram
{
    public const string Usage = """
        dotnet run -c Release --project Agent.Benchmarks -- replay memory [--megabytes N]
        dotnet run -c Release --project Agent.Benchmarks -- replay proofs [--conversations N] [--cases N] [--seed N]
        dotnet run -c Release --project Agent.Benchmarks -- replay speed [--conversations N] [--parallel N] [--recordings FILE] [--seed N]
        """;

    /// <summary>What reading may keep, in bytes: a few lines, and the buffers of the file.</summary>
    public const long MostHeap = 5_000_000;

    /// <returns>0 when everything held, 1 when something did not, 2 when the command line cannot be understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["--megabytes"] = 120, ["--conversations"] = 1_000, ["--cases"] = 10_000, ["--seed"] = 7, ["--parallel"] = Environment.ProcessorCount,
        };
        string? recordings = null;
        for (var index = 1; index < arguments.Count; index += 2)
        {
            if (index + 1 < arguments.Count && arguments[index] == "--recordings")
            {
                recordings = arguments[index + 1];
            }
            else if (index + 1 < arguments.Count && numbers.ContainsKey(arguments[index]) && int.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            {
                numbers[arguments[index]] = number;
            }
            else
            {
                return await RefuseAsync();
            }
        }

        switch (arguments.Count == 0 ? "" : arguments[0])
        {
            case "memory":
                return await MemoryAsync(numbers["--megabytes"]);
            case "proofs":
                await using (var service = await BenchmarkService.StartAsync(null))
                {
                    return await new ReplayProofs(service).RunAsync(numbers["--conversations"], numbers["--cases"], numbers["--seed"]) ? 0 : 1;
                }

            case "speed":
                await using (var service = await BenchmarkService.StartAsync(null))
                {
                    await Console.Out.WriteLineAsync(await new ReplaySpeed(service).RunAsync(numbers["--conversations"], numbers["--parallel"], recordings, numbers["--seed"]));
                    return 0;
                }

            default:
                return await RefuseAsync();
        }
    }

    private static async Task<int> MemoryAsync(int megabytes)
    {
        var (count, heap, process) = await FileMemory.MeasureAsync(megabytes);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"megabytes={megabytes} recordings={count} heap={heap} process={process}"));
        return heap <= MostHeap ? 0 : 1;
    }

    private static async Task<int> RefuseAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return 2;
    }
}
