using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Agent.Benchmarks.Faults.Replicas;

/// <summary>Signals to processes, with Linux's numbers.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;
    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal; a process that has just ended gets none.</summary>
    public static void Send(int process, int signal)
    {
        if (SendSignal(process, signal) != 0 && Marshal.GetLastPInvokeError() is var error && error != NoSuchProcess)
        {
            throw new Win32Exception(error);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
