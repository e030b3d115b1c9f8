# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: functions that allocate for everybody are shown by who calls them.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"

top() { # more options
   "$MS2_PRINT" --view=top --width=100 --color=never "$@" "$profile"
}

in_c() {
   record -q -- "$(client wrappers)"
   is "$status" 0 "the program in C runs"
   text=$(top)
   like "$text" 'read_config \(wrappers\.c' "who calls a wrapper is shown"
   like "$text" 'session_new' "a factory of one size stays"
   like "$text" 'table_new' "so does one of two blocks"
   like "$(printf "%s" "$text" | tr "\n" " ")" \
      "Wrappers, .*checked .*--wrappers=no" "the decision is said"
   unlike "$text" 'B  (checked|mem_alloc|mem_zalloc)' \
      "neither layer of wrappers is a place"
   like "$("$MS2_PRINT" --view=tree --width=100 "$profile")" \
      'read_config \(wrappers\.c:[0-9]+\) via mem_alloc' \
      "the tree says what was called"
   like "$(top --wrappers=no)" 'B  checked' "--wrappers=no shows them"
   unlike "$(top --wrappers=no)" 'Wrappers' "and takes none for one"
   like "$("$MS2_PRINT" --check 'site(mem_zalloc).calls<=1' "$profile")" \
      'limit 1, found [0-9]+' "a check still finds one by its name"
}

in_cxx() {
   record -q -- "$(client wrappers_template)"
   is "$status" 0 "the program in C++ runs"
   text=$(top)
   like "$text" 'open_all' "who calls a template's allocate is shown"
   like "$text" 'Wrappers, .*Arena::allocate' "all its instances are one"
   like "$text" 'make_session' "a factory stays"
   text=$(top --by=type)
   like "$text" '48\.8 KiB .* Session$' "its argument is the type"
   like "$text" '19\.5 KiB .* int$' "of numbers, too"
   like "$text" 'not known of [0-9.]+ %' "the share of what is not known is said"
}

in_c
if [ -x "$(client wrappers_template)" ]; then
   in_cxx
else
   skip "a template's allocate" "no C++ compiler"
fi
plan
