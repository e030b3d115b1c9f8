# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: names of Ada, D and Fortran, with debug information and without, beside
# functions of C whose names look like theirs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
command -v strip >"$tap_dir/found" || skip_all "no strip"
cd "$tap_dir" || exit

# The functions of a profile's frames, one a line.
functions() { # profile
   "$MS2_PRINT" --to=json "$1" | "$PYTHON3" -c '
import json, sys
print("\n".join(sorted({f["function"] for f in json.load(sys.stdin)["frames"]
                        if f["function"]})))'
}

# NAME.names has the functions, and NAME-bare.names those of the same program
# without debug information.
record_two() { # program, options of it...
   strip -g -o "$1-bare" "$1"
   for program in "$1" "$1-bare"; do
      record -q -- "./$program"
      is "$status" 0 "$program runs"
      functions "$profile" >"$program.names"
   done
}

has() { # program, function...
   program=$1
   shift
   for name in "$@"; do
      ok "$program: $name" grep -q -x -F -e "$name" "$program.names"
   done
}

cat >part.c <<'EOT'
#include <stdlib.h>
void *kept;
void foo__bar(int n) { kept = malloc(1000 * n); }
void trail_(void) { kept = malloc(777); }
int main(void) { foo__bar(1); trail_(); return 0; }
EOT
cat >shop.ads <<'EOT'
package Shop is
   type Session is record
      Id : Integer;
      Data : String (1 .. 100);
   end record;
   type Session_Access is access Session;
   Last : Session_Access;
   function Make (N : Integer) return Session_Access;
   function Make (S : String) return Session_Access;
   function "+" (A, B : Session) return Session_Access;
   procedure Open (N : Integer);
end Shop;
EOT
cat >shop.adb <<'EOT'
package body Shop is
   function Make (N : Integer) return Session_Access is
   begin
      return new Session'(Id => N, Data => (others => ' '));
   end Make;
   function Make (S : String) return Session_Access is
   begin
      return new Session'(Id => S'Length, Data => (others => ' '));
   end Make;
   function "+" (A, B : Session) return Session_Access is
   begin
      return new Session'(Id => A.Id + B.Id, Data => A.Data);
   end "+";
   procedure Open (N : Integer) is
      procedure Nested is
      begin
         Last := Make ("abc");
      end Nested;
   begin
      Last := Make (N);
      Nested;
      Last := Last.all + Last.all;
   end Open;
end Shop;
EOT
cat >app.adb <<'EOT'
with Shop; with Interfaces.C;
procedure App is
   procedure Foo_Bar (N : Interfaces.C.int)
      with Import, Convention => C, External_Name => "foo__bar";
begin
   for I in 1 .. 10 loop
      Shop.Open (I);
   end loop;
   Foo_Bar (5);
end App;
EOT
cat >solver.f90 <<'EOT'
module grid
  implicit none
  real(8), pointer :: kept(:)
contains
  subroutine refine(n)
    integer, intent(in) :: n
    allocate(kept(n))
    kept = 1
  end subroutine
end module
subroutine relax(n)
  integer, intent(in) :: n
  real(8), pointer :: p(:)
  allocate(p(n))
  p = 2
  if (sum(p) < 0) stop 1
end subroutine
program solver
  use grid
  interface
    subroutine trail() bind(c, name="trail_")
    end subroutine
  end interface
  call refine(1000)
  call relax(500)
  call trail()
end program
EOT
cat >dapp.d <<'EOT'
module shop.dapp;
import core.stdc.stdlib : malloc;
void* raw(size_t n) { return malloc(n); }
struct Pool(T) { T* one() { return cast(T*) malloc(T.sizeof); } }
void main()
{
   Pool!long pool;
   auto p = raw(5000);
   auto q = pool.one();
   auto a = new int[100_000];
   if (p is null || q is null || a.length == 0) throw new Exception("");
}
EOT

# No sign of another language: nothing is touched.
c() {
   # A compiler may come with options.
   # shellcheck disable=SC2086
   ok "C is compiled" $CC -g -O0 -o c part.c
   record_two c
   has c 'foo__bar' 'trail_'
   has c-bare 'foo__bar' 'trail_'
}

ada() {
   ok "Ada is compiled" gnatmake -q -f -g -O0 app.adb -o ada -largs part.o
   record_two ada
   for program in ada ada-bare; do
      has $program 'app' 'shop.open' 'shop.open.nested' 'shop.make' \
         'shop.make__2' 'shop."+"' 'foo__bar' '__gnat_malloc'
   done
   like "$("$MS2_PRINT" --view=tree --threshold=0 "$profile")" \
      'shop\.make \(in ada-bare\).* via __gnat_malloc' \
      "Ada: GNAT's allocator is what a function called"
}

fortran() {
   ok "Fortran is compiled" gfortran -g -O0 -o fortran solver.f90 part.o
   record_two fortran
   has fortran 'grid.refine' 'relax' 'trail_' 'MAIN__'
   # Without a source file's name nothing tells relax_ from trail_.
   has fortran-bare 'grid.refine' 'relax_' 'trail_' 'MAIN__'
}

d() { # compile...
   ok "D is compiled" "$@"
   record_two d
   for program in d d-bare; do
      has $program 'shop.dapp.raw(ulong)' \
         'shop.dapp.Pool!(long).Pool.one()' '_Dmain'
   done
   text=$("$MS2_PRINT" --view=tree --threshold=0 "$profile")
   like "$text" 'shop\.dapp\.Pool!\(long\)\.Pool\.one\(\)' "D: a template"
   unlike "$text" '<- _d_run_main' "D: a stack ends at the program's main"
}

c
$CC -g -O0 -Dmain=unused_main -c part.c
if command -v gnatmake >found; then
   ada
else
   skip "Ada" "no gnatmake (Debian: gnat)"
fi
if command -v gfortran >found; then
   fortran
else
   skip "Fortran" "no gfortran (Debian: gfortran)"
fi
if command -v gdc >found; then
   d gdc -g dapp.d -o d
elif command -v ldc2 >found; then
   d ldc2 -g dapp.d -of=d
else
   skip "D" "no gdc and no ldc2 (Debian: gdc)"
fi
plan
