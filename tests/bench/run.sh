# SPDX-License-Identifier: GPL-2.0-or-later
# Bench: the benchmark's script works; no time is looked at.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

[ -n "$PYTHON3" ] || skip_all "no python3"
TMPDIR=$tap_dir
export TMPDIR

bench() {
   "$PYTHON3" "$MS2_SRCDIR/tests/bench/run" --small -n 1 "$@" \
      2>"$tap_dir/errors"
}

# ---- a whole run ------------------------------------------------------------

out=$(bench -o "$tap_dir/file" churn compute)
is "$?" 0 "churn and compute under every tool"
is "$(cat "$tap_dir/file")" "$out" "the file has what is printed"
number='[0-9]+[.0-9]*'
pair="$number $number"
for name in churn compute; do
   like "$out" "^[|] $name +[|]( +$number [|]){5}(.*[|])? +$pair [|] +$pair [|]" \
      "$name: a time for each tool, and ratios"
done
like "$out" "^[|] churn: time ms2/none +[|] +1.5 [|]( +$number [|]){2}" \
   "a goal with its figures"
like "$out" "^[|] compute: .*--time-unit=i +[|] +1.06 [|]( +$number [|]){2}" \
   "the other clock"
like "$out" '^[|] tree: time ms2/none .*[|] not measured [|]' \
   "a goal that was not measured says so"

# ---- every program ----------------------------------------------------------

out=$(bench -t native)
is "$?" 0 "every program that can be built runs"
for name in churn contexts deep tree growth threads regions unmarked compute start realloc \
   big few perl python3 sqlite3 cc1 xz rust; do
   like "$out" "^([|] $name  *[|]|$name is left out: )" "$name is accounted for"
done

# ---- what must not pass as a measurement ------------------------------------

bench nonsense >"$tap_dir/out"
is "$?" 2 "an unknown program is bad usage"
(CC=false && export CC && bench churn) >"$tap_dir/out"
is "$? $(cat "$tap_dir/out")" "1 " "a program that cannot be built is an error"
(MS2_BUILDDIR=$tap_dir && export MS2_BUILDDIR && bench -t ms2 churn) \
   >"$tap_dir/out"
is "$? $(cat "$tap_dir/out")" "1 " "a build folder without ms2 is an error"

# ---- the arithmetic ---------------------------------------------------------

out=$("$PYTHON3" -B - "$MS2_SRCDIR/tests/bench" <<'END_OF_PROGRAM'
import sys
sys.path.insert(0, sys.argv[1])
import report
from measure import Run

def runs(*seconds_and_mb):
    return [Run(seconds, mb * 1e6, 0) for seconds, mb in seconds_and_mb]

RUNS = {"churn": {"none": runs((1, 10), (2, 10), (4, 10)),
                  "ms2": runs((2, 14), (3, 15), (5, 16)),
                  "massif": runs((8, 20), (6, 20), (5, 20))},
        "other": {"none": runs((1, 10)), "ms2": runs((4, 10))}}
print(report.least_median(report.time_ratios(RUNS, "churn", ("ms2", "none"))))
print(report.least_median(report.memory_ratios(RUNS, "churn")))
print(report.least_median(
    report.time_ratios(RUNS, "churn", ("ms2", "heaptrack"))))
print("%.2f" % report.geometric_mean([1, 4]))
print(report.block_bytes_of("churn")(RUNS, {"churn": 1000000}))
print("%.3f" % report.mean_time_of(("churn", "other"), "ms2", "none")(
    RUNS, {})[0])
print(report.verdict([1, 2, 3], 2), report.verdict([1, 2, 3], 1.5),
      report.verdict([1, 2, 3], 0.5))
END_OF_PROGRAM
)
is "$out" "1.25 1.50
0.40 0.50
-
2.00
[4.0, 5.0, 6.0]
2.828
yes at its least no" "ratios round by round, means and verdicts"
plan
