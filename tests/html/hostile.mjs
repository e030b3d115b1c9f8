// SPDX-License-Identifier: GPL-2.0-or-later
// A profile that attacks who looks at it: markup and script in every name.

import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";

/* Sets the page's `hacked` wherever one of these is run. */
export const ATTACKS = [
   "<script>hacked=1</script>",
   "</script><script>hacked=2</script>",
   "<img src=x onerror=hacked=3>",
   "--></script><svg onload=hacked=4>",
   "\"'><iframe srcdoc='<script>parent.hacked=5</script>'>",
];

/* Writes the profile, and the source file that it names; returns its path. */
export function writeHostile(folder) {
   /* As a path this ends a script. */
   const source = path.join(folder, "<", "script><b>.c");
   const file = path.join(folder, "hostile.ms2");
   const [command, call, caller, object, dir] = ATTACKS;

   mkdirSync(path.dirname(source));
   writeFileSync(source, "int first;\n</script><script>hacked=6</script>\n");
   writeFileSync(file, [
      "ms2 2.0",
      "h pid 1",
      `h command ${command}`,
      `h exe ${dir}`,
      `s ${call}`, `s ${caller}`, `s ${path.dirname(source)}`,
      `s ${path.basename(source)}`,
      `s ${dir}`,
      `o 1000 ${object}`,
      "a 1010 1", "f 1 3 4 2",
      "a 1020 1", "f 2 5 4 9",
      "a 1030 1", "f 0 0 0 0",
      "n 0 2", "n 1 1", "n 1 3",
      "d 2 500 2 0 0", "d 3 7 1 0 0",
      "S 100 5 507 3 0 507 3 0 507 100",
      "P 100 5 507 3 0 507 3 0",
      "E exit 0 5 1 3 3 1",
      "",
   ].join("\n"));
   return file;
}
