#!/usr/bin/env bash
# Starts the service on http://localhost:5080, in Development, with a database of its own below .data/.
# Arguments go to the service: ./run.sh chat, ./run.sh --help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source deploy/prerequisites.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export ASPNETCORE_ENVIRONMENT="${ASPNETCORE_ENVIRONMENT:-Development}"
export DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-$ASPNETCORE_ENVIRONMENT}"

# What the build says belongs to nobody who pipes a conversation, unless it fails.
if ! build_output=$(dotnet build Agent.Host -c Release -v quiet --nologo 2>&1); then
  printf '%s\n' "$build_output" >&2
  exit 1
fi
exec dotnet Agent.Host/bin/Release/net10.0/Agent.Host.dll "$@"
