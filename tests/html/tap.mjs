// SPDX-License-Identifier: GPL-2.0-or-later
// TAP for tests written in JavaScript: each case is one "ok" or "not ok" line.

let n = 0, nFailed = 0;

export function ok(passed, what, ...details) {
   n++;
   nFailed += !passed;
   console.log(`${passed ? "ok" : "not ok"} ${n} - ${what}`);
   if (passed)
      return;
   for (const line of details.join("\n").split("\n"))
      console.log(`# ${line}`);
}

/* Compared as JSON. */
export function is(got, expected, what) {
   const a = JSON.stringify(got), b = JSON.stringify(expected);

   ok(a === b, what, `got:      ${a}`, `expected: ${b}`);
}

export function skip(what, why) {
   n++;
   console.log(`ok ${n} - ${what} # SKIP ${why}`);
}

/* The last line; sets the exit status. */
export function plan() {
   console.log(`1..${n}`);
   process.exitCode = nFailed > 0 ? 1 : 0;
}
