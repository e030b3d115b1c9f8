# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: hints at the end and in the file; each where it is true, and only there.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"

hints=$(client hints)

# Runs ms2 and looks for one hint: in the file, on standard error (in one line
# with its remedy), and once in the report.
hint_is() { # word, line on standard error, text of the report, [option]... -- ...
   word=$1 line=$2 text=$3
   shift 3
   record "$@"
   what="$recorder: $word, $*"
   is "$(header hint)" "$word" "$what: in the file"
   is "$(printf '%s\n' "$err" | grep -c -E -e "ms2.* $line")" 1 "$what: said"
   is "$("$MS2_PRINT" --width=1000 "$profile" | grep -c -F -e "$text")" 1 \
      "$what: once in the report"
   record -q "$@"
   is "$err" "" "$what: nothing is said with -q"
   is "$(header hint)" "$word" "$what: but in the file"
}

no_hint() { # [option]... -- PROGRAM...
   record "$@"
   what="$recorder: no hint, $*"
   is "$(header hint)" "" "$what: in the file"
   unlike "$err" 'ms2[: ].*(--|-g|debug)' "$what: nor said"
}

no_hint -- "$(client small)"

# However often malloc was called.
for calls in 10 600; do
   hint_is own-allocator 'allocator of its own\? .*--malloc-fn' \
      'allocator of its own,' -- "$hints" pages 8 "$calls"
done
no_hint -- "$hints" pages-and-heap 8 9
no_hint -- "$hints" pages 2 10
no_hint --malloc-fn=one_call:1 -- "$hints" pages 8 10
no_hint --toggle-collect=one_call -- "$hints" pages 8 10

# What is shared with others holds no allocator's blocks, in the file or on the
# page.
no_hint -- "$hints" shared 8
unlike "$("$MS2_PRINT" --width=1000 "$profile")" 'allocator of its own' \
   "memory to share is no allocator's: on the page"
like "$("$MS2_PRINT" --view=pages --width=1000 "$profile")" \
   '8\.0 MiB .*memory to share' "memory to share: it is shown as pages"

# A pool on malloc, or on pages: the page says by which option its pieces are
# seen, and then they are.
for kind in 0 1; do
   record -- "$hints" pool "$kind"
   text=$("$MS2_PRINT" --width=1000 "$profile")
   like "$text" 'pool_take takes 64.0 KiB at a time, for 10 callers' \
      "pool $kind: what it takes is said"
   option=$(printf '%s\n' "$text" |
      sed -n "s/.*--malloc-fn='\([^']*\)'.*/--malloc-fn=\1/p")
   record "$option" -- "$hints" pool "$kind"
   like "$err" 'Total: *[0-9,]+ bytes in 5,000 calls' \
      "pool $kind: $option records its pieces"
   unlike "$("$MS2_PRINT" --width=1000 "$profile")" 'at a time|allocator of its' \
      "pool $kind: then there is no hint"
done

# On pages the name alone will do.
if command -v strip >/dev/null 2>&1; then
   strip --strip-debug -o "$tap_dir/no_lines" "$hints"
   record -- "$tap_dir/no_lines" pool 1
   like "$("$MS2_PRINT" --width=1000 "$profile")" \
      'pool_take takes 64.0 KiB at a time, for 10 callers' \
      "a pool on pages, without lines"
   record -- "$tap_dir/no_lines" pool 0
   unlike "$("$MS2_PRINT" --width=1000 "$profile")" 'at a time' \
      "but not one on malloc"
else
   skip "a pool on pages, without lines" "no strip"
fi

# Interpreters are known by a function that they have, and by pages that their
# own code maps.
hint_is php 'USE_ZEND_ALLOC=0' 'USE_ZEND_ALLOC=0' -- \
   "$(client hints_php)" pages 8 10
no_hint -- "$(client hints_php)" pages-and-heap 0 9
no_hint --malloc-fn=one_call:1 -- "$(client hints_php)" pages 8 10
# An interpreter as the system ships it has no lines, which is another hint.
interpreter() { # word, remedy, -- PROGRAM...
   word=$1 remedy=$2
   shift 2
   if command -v "$2" >/dev/null 2>&1; then
      record "$@"
      is "$(header hint | grep -v -x no-lines)" "$word" "$2: the hint $word"
      like "$err" "$remedy" "$2: what to do is said"
   else
      skip "$2" "it is not here"
   fi
}
interpreter php 'USE_ZEND_ALLOC=0' -- php -n -r 'echo 1;'
interpreter ruby objspace -- ruby --disable-gems -e 'puts 1'
interpreter collector 'GC_malloc' -- guile -q -c '(display (length (iota 9)))'
if command -v gdc >"$tap_dir/found" || command -v ldc2 >"$tap_dir/found"; then
   cat >"$tap_dir/objects.d" <<'EOT'
class Session { ubyte[1000] data; }
Session[] all;
void main() { foreach (i; 0 .. 2000) all ~= new Session; }
EOT
   cd "$tap_dir" || exit
   if command -v gdc >"$tap_dir/found"; then
      ok "a D program" gdc -g -o "$tap_dir/objects" objects.d
   else
      ok "a D program" ldc2 -g -of="$tap_dir/objects" objects.d
   fi
   cd "$OLDPWD" || exit
   interpreter d 'gc:manual' -- "$tap_dir/objects"
   record -- "$tap_dir/objects" --DRT-gcopt=gc:manual
   unlike "$(header hint)" '^d$' "D with its remedy: no hint"
   like "$("$MS2_PRINT" --view=tree "$profile")" \
      ' 2\.[0-9] MiB +2,[0-9]+  _Dmain \(objects\.d:3\) via _d_newclass' \
      "and each object is a block"
else
   skip "a D program" "no gdc and no ldc2 (Debian: gdc)"
fi
# What starts Python may be a script.
if [ -n "$PYTHON3" ]; then
   python=$("$PYTHON3" -c 'import sys; print(sys.executable)')
   record -- "$python" -S -c 'list(map(str, range(20000)))'
   like "$(header hint)" pymalloc "python: the hint"
   PYTHONMALLOC=malloc record -- "$python" -S -c 'list(map(str, range(20000)))'
   unlike "$(header hint)" pymalloc "python with its remedy: no hint"
else
   skip "python" "no python3"
fi

hint_is reservation '20 GiB of address space .*not counted.*--view=pages' \
   'reserves far more address space' -- "$hints" reserve 20
no_hint -- "$hints" reserve 2

# Fewer addresses than without Valgrind, or fewer than its own part leaves over;
# what no machine has is refused by itself, too.
if [ "$(getconf LONG_BIT)" = 64 ]; then
   hint_is refused 'did not get [0-9,]+ bytes of address space' \
      'did not get it' -- "$hints" reserve-much 200
   no_hint -- "$hints" reserve-much 1000000
   no_hint -- "$hints" map-huge 2
   # The tests' count is in this shell, so the limit is set in another one.
   printf '#!/bin/sh\nulimit -v 1500000\nexec "%s" "$@"\n' "$vg" \
      >"$tap_dir/limited"
   chmod +x "$tap_dir/limited"
   unlimited=$vg
   vg=$tap_dir/limited
   hint_is refused 'did not get .*\(ulimit -v\) of [0-9,]+ counts' \
      'did not get it' -- "$hints" allocate-much 1455
   vg=$unlimited
fi

hint_is deep 'stacks of 1 calls? .*--depth=20' 'larger --depth' \
   --depth=20 -- "$hints" nest 40
no_hint -- "$hints" nest 40

if command -v strip >/dev/null 2>&1 &&
   strip -g -o "$tap_dir/bare" "$hints" 2>/dev/null; then
   hint_is no-lines 'no source line: compile with -g' \
      'compiling it with -g' -- "$tap_dir/bare" nest 3
else
   skip "no lines" "no strip"
fi

# The standard library in a Rust program has lines, the program itself none.
if [ -x "$(client create_leak-2)" ]; then
   hint_is no-lines 'no source line: Cargo.toml: .*debug = 1' \
      '[profile.release] debug = 1' -- "$(client create_leak-2)"
   no_hint -- "$(client create_leak-2)-g"
else
   skip "a Rust program without lines" "no rustc"
fi

# A stripped static program; one that has malloc alone is recorded all the same,
# and one that called none, or has none, is told no wrong reason.
if [ -x "$(client static_stripped)" ]; then
   hint_is static 'saw no allocation: .*statically linked.*do not strip' \
      'statically linked' -- "$(client static_stripped)"
else
   skip "a static program" "no static C library, or no strip"
fi
if [ -x "$(client only_malloc)" ]; then
   no_hint -- "$(client only_malloc)"
   like "$("$MS2_PRINT" "$profile")" 'work .only_malloc.c:' \
      "a static program that has only malloc: its caller"
   like "$err" 'Total: *7,000 bytes in 7 calls' \
      "a static program that has only malloc: its calls"
   strip -o "$tap_dir/only" "$(client only_malloc)"
   hint_is static 'saw no allocation: .*do not strip' 'statically linked' -- \
      "$tap_dir/only"
else
   skip "a static program that has only malloc" "not on this architecture"
fi
if [ -x "$(client musl_malloc)" ]; then
   no_hint -- "$(client musl_malloc)"
   like "$err" 'Total: *100,000 bytes in 100 calls' \
      "a static program of musl's: its calls"
   like "$("$MS2_PRINT" "$profile")" 'allocate_block .*small.c:' \
      "a static program of musl's: the stack begins at its own function"
   record -- "$(client musl_silent)"
   is "$(header hint)" "" "a program of musl's that called nothing: no hint"
   like "$err" 'called no malloc' "a program of musl's: that is said"
else
   skip "programs of musl's" "no musl-gcc"
fi
record -- "$(client silent)"
is "$(header hint)" "" "a program that called nothing: no hint"
like "$("$MS2_PRINT" "$profile")" 'program called no malloc' \
   "a program that called nothing: the report says so"
unlike "$("$MS2_PRINT" "$profile")" 'link|strip' \
   "a program that called nothing: and no wrong reason"
record --heap=no -- "$(client small)"
like "$("$MS2_PRINT" "$profile")" 'not recorded .--heap=no' \
   "a heap that was not recorded: the report says so"

# Go's own functions can not be named, and what is named wrongly is refused.
hint_is go 'Go program: .*runtime/pprof' 'A Go program' -- \
   "$(client hints_go)" pages 8 10
record --malloc-fn=one_call -- "$(client hints_go)" pages 8 10
unlike "$err" "function of Go's" "a function of C in a Go program is recorded"
go_program=${GO_PROGRAM-$tap_dir/go}
if [ ! -x "$go_program" ] && command -v go >/dev/null 2>&1; then
   printf '%s\n' 'package main' 'var keep [][]byte' 'func main() {' \
      'for i := 0; i < 2000; i++ {' 'keep = append(keep, make([]byte, 10000))' \
      '}' '}' >"$tap_dir/main.go"
   (cd "$tap_dir" && HOME=$tap_dir GOFLAGS='' GO111MODULE=off \
      GOCACHE=$tap_dir/cache go build -o "$go_program" main.go) \
      >/dev/null 2>&1
fi
if [ -x "$go_program" ]; then
   hint_is go 'Go program: .*runtime/pprof' 'A Go program' -- "$go_program"
   record --malloc-fn=runtime.mallocgc -- "$go_program"
   like "$err" "runtime.mallocgc is a function of Go's.*not recorded" \
      "a function of Go's: is refused"
   like "$err" 'Peak: *0 bytes' "a function of Go's: no impossible number"
else
   skip "a program by Go" "no go"
fi

if [ "$(getconf LONG_BIT)" = 64 ]; then
   hint_is haskell 'Haskell program: .*RTS' 'A Haskell program' -- \
      "$hints" haskell 1024
   no_hint -- "$hints" pages 2 10
fi
hint_is haskell 'Haskell program: .*RTS' 'A Haskell program' -- \
   "$hints" hs_main
for program in shellcheck pandoc; do
   [ -x "/usr/bin/$program" ] || continue
   hint_is haskell 'Haskell program: .*RTS' 'A Haskell program' -- \
      "/usr/bin/$program" --version
   break
done

# Programs that children became: by fork and exec, or by a shell; not one that
# could not be run, and none where they are recorded.
process=$(client process)
hint_is children 'ran other programs.*/bin/true: --trace-children=yes' \
   'not recorded: /bin/true. ' -- "$process" fork-exec /bin/true
no_hint -- "$process" fork-exec /nonexistent/program
no_hint -- "$process" fork
no_hint --ms2-out-file="$tap_dir/traced.%p" --trace-children=yes -- \
   "$process" fork-exec "$process" allocate 10
printf '%s\n' '#!/bin/sh' 'for i in 1 2 3; do env true; done' >"$tap_dir/script"
chmod +x "$tap_dir/script"
record -- "$tap_dir/script"
like "$err" 'ran other programs.*/env: --trace-children=yes' \
   "a shell script: what it ran is said"
like "$(header ran)" '^3 /.*/env$' "a shell script: and how often"
like "$("$MS2_PRINT" --width=1000 "$profile")" 'not recorded: .*/env .3 times' \
   "a shell script: the report, too"

like "$("$MS2_PRINT" --to=json "$profile")" \
   '"ran":\[\{"path":"/[^"]*/env","runs":3\}' "a shell script: and JSON"

no_hint --fair-sched=try -- "$(client small)"
plan
