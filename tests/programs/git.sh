# SPDX-License-Identifier: GPL-2.0-or-later
# Program: git, in a repository made for the test.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/programs/lib.sh"
need git git

GIT_CONFIG_NOSYSTEM=1
GIT_CONFIG_GLOBAL=/dev/null
GIT_AUTHOR_NAME=tester GIT_AUTHOR_EMAIL=tester@example.org
GIT_COMMITTER_NAME=tester GIT_COMMITTER_EMAIL=tester@example.org
GIT_AUTHOR_DATE='1000000000 +0000' GIT_COMMITTER_DATE='1000000000 +0000'
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL \
   GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_DATE

repository=$tap_dir/repository
git init -q "$repository" 2>/dev/null
for i in 1 2 3 4 5; do
   seq "$i" 400 >"$repository/numbers"
   git -C "$repository" add numbers
   git -C "$repository" commit -q -m "commit $i"
done

program 'git log' git -C "$repository" log -p --stat
program 'git that fails' git -C "$repository" show no-such-commit
plan
