#!/usr/bin/env bash
# Builds everything and runs every test. Arguments go to `dotnet test`: ./test.sh --filter "FullyQualifiedName~PrivateCluster"
# The last line is always "N passed, N failed, N skipped"; the exit code is 0 only when all went well.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
( source deploy/prerequisites.sh; install_pooler && install_promtool && install_npm && install_browser ) || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
unset ConnectionStrings__Agent # the tests run on a server of their own
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

if ! dotnet build Agent.sln -v quiet --nologo; then
  echo "The build failed; no test has run."
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

dotnet test Agent.Tests --no-build --nologo --results-directory "$results" --logger "trx;LogFileName=tests.trx" --logger "console;verbosity=minimal" "$@"
code=$?

counters=$(grep -o '<Counters [^>]*' "$results/tests.trx" 2>/dev/null | head -n 1)
count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
if [[ -z $counters ]]; then
  echo "The test run broke off before it could report."
  echo "0 passed, 1 failed, 0 skipped"
  exit $((code == 0 ? 1 : code))
fi

passed=$(count passed) total=$(count total)
failed=$(( $(count failed) + $(count error) + $(count timeout) + $(count aborted) ))
# A run that failed as a whole, such as a crashed test host, must not look green.
if [[ $code -ne 0 && $failed -eq 0 ]]; then failed=1; fi
skipped=$(( total - passed - failed > 0 ? total - passed - failed : 0 ))
# Once more at the end, because a test may have had much to say.
grep -o '<UnitTestResult [^>]*' "$results/tests.trx" | grep -E 'outcome="(Failed|Error|Timeout|Aborted)"' | sed 's/.* testName="\([^"]*\)".*/Failed: \1/'
echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
