# SPDX-License-Identifier: GPL-2.0-or-later
# Program: python3, keeping a list of dictionaries.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/programs/lib.sh"
# The system's interpreter: others may be wrapped in scripts.
[ -x /usr/bin/python3 ] || skip_all "no /usr/bin/python3 (Debian: python3)"

cat >"$tap_dir/rows.py" <<'END'
import json
import sys
import zlib

rows = [{"number": i, "name": "row %d" % i} for i in range(8000)]
text = json.dumps(rows).encode()
print(len(text), zlib.crc32(text))
print(sum(row["number"] for row in json.loads(text)))
sys.exit(4)
END
PYTHONHASHSEED=0
export PYTHONHASHSEED
program python3 /usr/bin/python3 -S -E "$tap_dir/rows.py"
culprits python3 'Py|_Py'
plan
