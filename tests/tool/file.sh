# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: what goes wrong with the file harms only the file.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# The program must run as if nothing had happened, and one line say what has.
runs_on() { # what, expected text
   is "$status" 0 "$recorder, $1: the program runs on"
   is "$(printf '%s\n' "$err" | grep -c 'without a profile')" 1 \
      "$recorder, $1: one message"
   like "$err" "$2" "$recorder, $1: with the reason"
}

cannot_write() {
   profile=/dev/full
   "$vg" --tool=ms2 --ms2-out-file=/dev/full "$(client small)" \
      >"$tap_dir/out" 2>"$tap_dir/err"
   status=$? err=$(cat "$tap_dir/err")
   runs_on "full disk" 'no space left'
   unlike "$err" 'To see it' "$recorder, full disk: no profile is promised"

   profile=$tap_dir/nowhere/profile
   record -- "$(client small)"
   runs_on "missing folder" 'no such folder'

   profile=$tap_dir
   "$vg" --tool=ms2 --ms2-out-file="$tap_dir" "$(client small)" \
      >"$tap_dir/out" 2>"$tap_dir/err"
   status=$? err=$(cat "$tap_dir/err")
   runs_on "a folder of that name" 'folder'
   profile=$tap_dir/profile
}

# The limit is in blocks of 512 bytes; the profile is larger than one.
file_size_limit() {
   rm -f "$profile"
   (
      ulimit -f 1
      "$vg" --tool=ms2 --ms2-out-file="$profile" "$(client small)"
   ) >"$tap_dir/out" 2>"$tap_dir/limited"
   status=$? err=$(cat "$tap_dir/limited")
   runs_on "limit on file sizes" 'limit on file sizes'
}

unwritable_folder() {
   if [ "$(id -u)" = 0 ]; then
      skip "$recorder: a folder without permission" "root may write anywhere"
      return
   fi
   mkdir "$tap_dir/locked"
   chmod 500 "$tap_dir/locked"
   profile=$tap_dir/locked/profile
   record -- "$(client small)"
   runs_on "a folder without permission" 'permission denied'
   rmdir "$tap_dir/locked"
   profile=$tap_dir/profile
}

# Root can make a link that belongs to somebody else, and a full disk that is
# full only after a while.
as_root() {
   if [ "$(id -u)" != 0 ]; then
      skip "$recorder: a foreign link" "only root can make one"
      return
   fi
   echo precious >"$tap_dir/target"
   rm -f "$profile"
   ln -s target "$profile"
   chown -h 12345:12345 "$profile"
   "$vg" --tool=ms2 --ms2-out-file="$profile" "$(client small)" \
      >"$tap_dir/out" 2>"$tap_dir/err"
   status=$? err=$(cat "$tap_dir/err")
   runs_on "a foreign link" 'symbolic link of another user'
   is "$(cat "$tap_dir/target")" precious \
      "$recorder, a foreign link: its target is untouched"
   rm -f "$profile"

   mkdir "$tap_dir/disk"
   if mount -t tmpfs -o size=4k tmpfs "$tap_dir/disk" 2>/dev/null; then
      profile=$tap_dir/disk/profile
      record -- "$MS2_BUILDDIR/demos/leak"
      umount "$tap_dir/disk"
      profile=$tap_dir/profile
      runs_on "a disk that fills" 'no space left'
   else
      skip "$recorder: a disk that fills" "cannot mount a tmpfs here"
   fi
   rmdir "$tap_dir/disk"
}

own_link() {
   rm -f "$tap_dir/linked" "$profile"
   ln -s linked "$profile"
   "$vg" --tool=ms2 -q --ms2-out-file="$profile" "$(client small)"
   is "$(query_file "$tap_dir/linked" get peak_heap_bytes)" 100000 \
      "$recorder: the user's own link is followed"
   rm -f "$tap_dir/linked" "$profile"
}

# A closed descriptor must not become the profile's: the program's own output
# would land in it, and the messages would end up there too.
closed_descriptors() {
   rm -f "$profile"
   "$vg" --tool=ms2 --ms2-out-file="$profile" "$(client small)" 2>&-
   is "$?" 0 "$recorder: runs with standard error closed"
   is "$(query get peak_heap_bytes)" 100000 "$recorder: and records"
   rm -f "$profile"
   "$vg" --tool=ms2 --ms2-out-file="$profile" "$(client small)" \
      <&- >&- 2>&-
   is "$?" 0 "$recorder: runs with all three closed"
   is "$(query get peak_heap_bytes)" 100000 "$recorder: and records"
}

for_both() {
   cannot_write
   file_size_limit
   unwritable_folder
   as_root
   own_link
   closed_descriptors
}

with_each_recorder for_both
plan
