using System.Runtime.CompilerServices;
using System.Text;
using Agent.Host.Replay.Recordings;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Journals;

namespace Agent.Host.Replay.Jobs;

/// <summary>The conversations of a job, as a program that replays a file finds its lines.</summary>
internal sealed class JobSource(ReplayRuns runs, StoredConversations conversations, ReplayRun job) : IRecordingSource
{
    private double _progress;

    public double Progress => _progress;

    public Task<string> DigestAsync(CancellationToken cancellationToken) => Task.FromResult(job.Id);

    public async IAsyncEnumerable<RecordingLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var open = await runs.OpenItemsAsync(job.Tenant, job.Id, cancellationToken);
        for (var place = 0; place < open.Count; place++)
        {
            var item = open[place];
            _progress = (double)place / open.Count;
            yield return item.Source is { } recording
                ? RecordingFile.ReadChat(item.Number, Encoding.UTF8.GetBytes(recording))
                : new(item.Number, null, item.SourceId) { Load = token => StoredSource.ReadAsync(conversations, new(job.Tenant, item.SourceId!), item.Number, token) };
        }
    }
}
