namespace Agent.Host.Database;

/// <summary>What a program left behind: its exit code, and what it printed.</summary>
internal readonly record struct ProgramResult(int ExitCode, string Output);
