using System.Net;
using System.Net.Sockets;

namespace Agent.Benchmarks.Service;

/// <summary>Finds ports for processes that are about to start and cannot choose one themselves, since others have to know it first.</summary>
internal static class LoopbackPort
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private static int s_last = Random.Shared.Next(Count);

    /// <summary>
    /// A port that nobody listens on, and that this process has not given away lately. It is below those that the system gives to connections (from 32768 on Linux):
    /// one of those is often taken by somebody else before the process listens.
    /// </summary>
    public static int Find()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                // Somebody listens there: the next one.
            }
        }
    }
}
