#!/usr/bin/env bash
# Plants the faults of eng/seeded-faults.txt one at a time and asks whether a test goes red: eng/seeded-faults.sh [first [last]]
# A fault that no test sees is a hole in the tests. Every file is put back, also when this is interrupted.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
exec python3 - "$@" <<'PY'
import pathlib, shlex, signal, subprocess, sys, time

LONGEST = 600  # seconds for a filter: a fault that makes a test loop is seen, too


def read():
    faults = []
    for block in pathlib.Path("eng/seeded-faults.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            fault = dict(line.partition(":")[::2] for line in lines)
            if set(fault) != {"file", "from", "into", "test", "why"}:
                sys.exit(f"A fault has the lines file, from, into, test and why, each once:\n{block}")
            faults.append({name: text.strip() for name, text in fault.items()})
    return faults


def build(project):
    return subprocess.run(
        ["dotnet", "build", "-c", "Release", "-m:1", "--no-restore", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", project],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


# The runner itself, without `dotnet run`, which would look at every project again.
def test(project, filters):
    program = pathlib.Path(project) / "bin/Release/net10.0" / pathlib.Path(project).name
    try:
        run = subprocess.run([program, *filters, "-stopOnFail"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return "red", "took too long"
    if "Cancelling due to test failure" in run.stdout:
        return "red", run.stdout  # even where the test that failed is not counted any more
    if "Total: 0" in run.stdout or "Total:" not in run.stdout and run.returncode == 0:
        return "empty", run.stdout
    return ("green" if run.returncode == 0 else "red"), run.stdout


def main(first, last):
    if subprocess.run(["git", "status", "--porcelain", "--untracked-files=no"], capture_output=True, text=True).stdout:
        sys.exit("The working tree is not clean: commit or stash first, because files are changed and put back.")
    faults = list(enumerate(read(), 1))
    for number, fault in faults:
        count = pathlib.Path(fault["file"]).read_text(encoding="utf-8").count(fault["from"])
        if count != 1:
            sys.exit(f"{number}: the text stands {count} times in {fault['file']}, and not once: {fault['from']}")
    chosen = [(n, f) for n, f in faults if first <= n <= last]

    # What is red already says nothing about a fault.
    for project in dict.fromkeys(f["test"].split()[0] for _, f in chosen):
        restored = subprocess.run(["dotnet", "restore", project], stdout=subprocess.PIPE, text=True)
        if restored.returncode or build(project).returncode:
            sys.exit(f"{project} does not build without a fault.")
        for filters in dict.fromkeys(f["test"] for _, f in chosen if f["test"].split()[0] == project):
            verdict, said = test(project, shlex.split(filters)[1:])
            if verdict != "green":
                sys.exit(f"Without a fault it is {verdict}: {filters}\n{said}")

    found = {"red": 0, "SURVIVED": 0, "does not build": 0}
    for number, fault in chosen:
        start = time.monotonic()
        project, *filters = shlex.split(fault["test"])
        path = pathlib.Path(fault["file"])
        right = path.read_bytes()
        try:
            path.write_bytes(right.replace(fault["from"].encode(), fault["into"].encode()))
            built = build(project)
            verdict = "does not build" if built.returncode else "red" if test(project, filters)[0] == "red" else "SURVIVED"
        finally:
            path.write_bytes(right)
        found[verdict] += 1
        print(f"{number:3} {verdict:14} {time.monotonic() - start:4.0f} s  {path}: {fault['why']}", flush=True)
        if verdict == "does not build":
            print("\n".join(line for line in built.stdout.splitlines() if "error" in line)[:2000], flush=True)
    for project in dict.fromkeys(f["test"].split()[0] for _, f in chosen):
        build(project)  # without a fault again
    print(f"{len(chosen)} faults: {found['red']} red, {found['SURVIVED']} survived, {found['does not build']} do not build")
    return 1 if found["SURVIVED"] or found["does not build"] else 0


signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
numbers = [int(a) for a in sys.argv[1:]]
sys.exit(main(numbers[0] if numbers else 1, numbers[1] if len(numbers) > 1 else 1_000_000))
PY
