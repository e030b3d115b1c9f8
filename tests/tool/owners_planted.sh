# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: leaks that were planted are told as facts: what is lost, by whom, with
# what it held; and what is held, by its owner.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
need_client planted "no client"

page() { # option of ms2_print...
   "$MS2_PRINT" --width=100 --color=never "$@" "$profile" 2>&1
}

# Bytes and blocks that are so lost.
lost() { # definitely or indirectly
   printf '%s %s\n' "$(query get "$1_lost_bytes")" "$(query get "$1_lost_blocks")"
}

# Records the program, unless it could not be built.
planted() { # what, program, argument...
   what=$1
   shift
   if [ ! -x "$1" ]; then
      skip "$what" "it could not be built"
      return 1
   fi
   record -q -- "$@"
}

# The function stands in the list of what is lost.
by_whom() { # function
   like "$(page --view=owners | sed '1,/^Lost: /d')" \
      "^ +[0-9.]+ %.*[ :]$1[( ]" "$what: by $1"
}

said_lost() { # function, definitely, indirectly
   is "$(lost definitely)" "$2" "$what: definitely lost"
   is "$(lost indirectly)" "$3" "$what: what that held"
   by_whom "$1"
}

said_held() { # owner, function
   text=$(page --view=owners | sed '/^Lost: /q')
   like "$text" "^ +[0-9.]+ %.* $1 \(.*, global\)" "$what: the owner"
   like "$text" "^ +[0-9.]+ %.* $2 " "$what: what it holds"
}

planted "C" "$(client planted)" lost &&
   said_lost plant_record "19200 300" "12000 300"
planted "C, held" "$(client planted)" held && {
   said_held planted_table plant_in_table
   is "$(lost definitely)" "0 0" "$what: nothing is lost"
}
planted "a thread" "$(client planted)" thread &&
   said_lost plant_record "19200 300" "12000 300"
planted "a library" "$(client planted)" library "$(client planted_lib.so)" &&
   said_lost plant_in_library "24000 300" "14400 300"

# In a static program malloc's own variable has the end of the piece that it cut
# off last, which lies in the last block.
planted "a static program" "$(client planted_static)" lost && {
   is "$(lost definitely)" "19200 300" "$what: definitely lost"
   by_whom plant_record
}
planted "C++, rings of shared_ptr" "$(client planted_rings)" &&
   said_lost plant_ring "20400 150" "20400 150"
planted "Rust, rings of Rc and leaked boxes" "$(client planted_rust)" && {
   said_lost plant_box "70400 250" "20400 150"
   by_whom node
}
planted "glib" "$(client planted_glib)" && {
   said_lost plant_list "4800 200" "10000 200"
   said_held planted_cache main
}
planted "32 bits" "$MS2_BUILDDIR/tests/m32/tool/planted" lost &&
   said_lost plant_record "19200 300" "12000 300"
plan
