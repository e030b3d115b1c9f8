# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: functions of one name that were inlined are told apart by what they
# belong to, where the program still lies as it was recorded.
# Compilers may come with options.
# shellcheck disable=SC2086
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
cd "$tap_dir" || exit

cat >run.cc <<'EOT'
#include <vector>
#define IN inline __attribute__((always_inline))
struct Session { long id[6]; };
struct Cache {
   std::vector<Session> all;
   IN void run(int n) { all.push_back(Session{{n}}); }
};
template <class T> struct Log {
   std::vector<T *> all;
   IN void run(int n) { all.push_back(new T{{n}}); }
};
namespace {
struct Local { IN char *run(int n) { return new char[1000 + n]; } };
}
char *kept[100], *others[100]; /* that no compiler leaves out */
int main()
{
   Cache c;
   Log<Session> l;
   Local x;
   auto make = [&](int n) __attribute__((always_inline)) {
      kept[n] = new char[n + 1];
   };
   for (int i = 0; i < 100; i++) {
      c.run(i);
      l.run(i);
      others[i] = x.run(i);
      make(i);
   }
   return c.all.size() + l.all.size() == 0;
}
EOT
cat >run.rs <<'EOT'
struct Session { _data: [u8; 100] }
trait Run { fn run(&mut self); }
struct Cache { all: Vec<Session> }
struct Log { all: Vec<Box<Session>> }
impl Run for Cache {
    #[inline(always)]
    fn run(&mut self) { self.all.push(Session { _data: [0; 100] }); }
}
impl Run for Log {
    #[inline(always)]
    fn run(&mut self) { self.all.push(Box::new(Session { _data: [1; 100] })); }
}
async fn fetch(n: usize) -> usize { std::hint::black_box(vec![1; n]).len() }
fn main() {
    let (mut c, mut l) = (Cache { all: vec![] }, Log { all: vec![] });
    for _ in 0..std::hint::black_box(100) {
        c.run();
        l.run();
    }
    let mut future = Box::pin(fetch(4000));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let ready = std::future::Future::poll(future.as_mut(), &mut context);
    std::hint::black_box((c.all.len(), l.all.len(), ready.is_ready()));
}
EOT

top() { # options of ms2_print...
   "$MS2_PRINT" --view=top -n 50 --width=120 "$@"
}

cxx() { # compiler, flags...
   ok "$* compiles" "$@" -Wl,--build-id -o cxx run.cc
   record -q -- ./cxx
   text=$(top "$profile")
   for name in 'Cache::run\(int\) \(run\.cc:6\)' \
      'Log<Session>::run\(int\) \(run\.cc:10\)' \
      '\(anonymous namespace\)::Local::run.* \(run\.cc:13\)' \
      'main::.*::operator\(\).* \(run\.cc:22\)'; do
      like "$text" "$name" "$1: $name"
   done
   text=$(top --by=type "$profile")
   like "$text" '100 +48 B  Session$|[0-9]+ .* Session$' "$1: types by them"
   like "$text" ' Session\*$' "$1: those of pointers"
}

cxx ${CXX:-g++} -g -O2
text=$(top --symbols=none "$profile")
unlike "$text" '::run' "--symbols=none: no file is read"
like "$text" ' run \(run\.cc:13 and 2 more' "so the last words are left"

# What is compared has names of one kind.
cp "$profile" old.ms2
text=$("$MS2_PRINT" --base old.ms2 "$profile" --view=diff)
unlike "$text" 'run' "a run compared with itself: no difference"
mkdir kept
cp cxx kept/cxx
# The file is there, but no more what was recorded.
$CC -x c -o cxx - <<'EOT'
int main(void) { return 0; }
EOT
unlike "$(top "$profile")" '::run' "another build id: the file is not read"
sed 's|/cxx$|/kept/cxx|' old.ms2 >moved.ms2
like "$(top moved.ms2)" 'Cache::run' "at another place it is"
text=$("$MS2_PRINT" --base "$profile" moved.ms2 --view=diff --threshold=0)
unlike "$text" 'Cache' "compared with one whose file is gone: alike again"
mkfifo pipe
sed 's|/cxx$|/pipe|' old.ms2 >piped.ms2
like "$(top piped.ms2)" ' run \(' "a pipe is not waited for"

if command -v clang++ >found && clang++ -o probe run.cc 2>why; then
   # Of DWARF 5 by clang Valgrind 3.19 reads no inlined function at all.
   cxx clang++ -gdwarf-5 -O2
   cxx clang++ -gdwarf-4 -O2
else
   skip "clang" "no clang++"
fi

rust() { # how, flags...
   how=$1
   shift
   ok "$how: rustc compiles" rustc --edition 2021 -O "$@" -o rust run.rs
   record -q -- ./rust
   text=$(top "$profile")
}
if rustc --version >found 2>&1; then
   for debug in 1 2; do
      rust "debuginfo=$debug" -C debuginfo=$debug
      for name in '<run::Cache as run::Run>::run \(run\.rs:7\)' \
         '<run::Log as run::Run>::run \(run\.rs:11\)' \
         'run::fetch::\{async_fn#0\} \(run\.rs:13\)'; do
         like "$text" "$name" "debuginfo=$debug: $name"
      done
      like "$(top --by=type "$profile")" ' run::Session$' \
         "debuginfo=$debug: the type"
   done
   rust "v0" -C debuginfo=1 -C symbol-mangling-version=v0
   like "$text" '<run::Cache as run::Run>::run \(run\.rs:7\)' "v0: Cache"
   like "$text" '<run::Log as run::Run>::run \(run\.rs:11\)' "v0: Log"
   like "$text" 'run::fetch::\{async_fn#0\} \(run\.rs:13\)' \
      "v0: an async function"
   # Such debug information has last words only.
   rust "lines only" -C debuginfo=line-tables-only
   like "$text" 'run \(run\.rs:(7|11) and 1 more line\)' \
      "lines only: run stays run"
   like "$text" ' \{async_fn#0\} \(run\.rs:13\)' \
      "an async function is not said to be who waits for it"
   like "$(top --by=type "$profile")" ' run::Session$' "lines only: the type"
else
   skip "Rust" "no rustc"
fi
plan
