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

# The first page, up to its graph.
first_page() {
   page | sed '/ over the .* (/q'
}

thousands() { # number
   echo "$1" | sed ':more; s/^\([0-9]*[0-9]\)\([0-9]\{3\}\)/\1,\2/; t more'
}

# The first page calls it a leak, as a fact, with what the search found.
first_page_says_leak() { # function, bytes, blocks
   text=$(first_page | sed -n '/^  Leaks\{0,1\}  /,$p' | tr -s '\n ' ' ')
   size="$3 blocks \($(thousands "$2") bytes\)"
   like "$text" "[ :]$1[( ][^:]*:[0-9]+\) lost: nothing points to $size" \
      "$what: the first page says so"
   unlike "$(first_page)" '^  Leak suspect' "$what: and not as a suspicion"
}

# The function stands in the list of what is lost.
by_whom() { # function
   like "$(page --view=owners | sed '1,/^Lost: /d')" \
      "^ +[0-9.]+ %.*[ :]$1[( ]" "$what: by $1"
}

said_lost() { # function, definitely, indirectly; of it alone, if more is lost
   is "$(lost definitely)" "$2" "$what: definitely lost"
   is "$(lost indirectly)" "$3" "$what: what that held"
   by_whom "$1"
   # shellcheck disable=SC2086 # bytes and blocks
   first_page_says_leak "$1" ${4:-$2}
}

said_held() { # owner, function; who allocated it, how many blocks
   text=$(page --view=owners | sed '/^Lost: /q')
   like "$text" "^ +[0-9.]+ %.* $1 \(.*, global\)" "$what: the owner"
   like "$text" "^ +[0-9.]+ %.* $2 " "$what: what it holds"
   size="[0-9,]+ bytes never freed in $4 blocks"
   like "$(first_page | tr -s '\n ' ' ')" \
      "Grows, held $3 \([^)]*\) $size, held by $1 \(" \
      "$what: the first page says who holds what"
}

planted "C" "$(client planted)" lost &&
   said_lost plant_record "19200 300" "12000 300"
planted "C, held" "$(client planted)" held && {
   said_held planted_table plant_in_table plant_in_table 400
   is "$(lost definitely)" "0 0" "$what: nothing is lost"
   like "$(first_page)" '^  Leak suspects none: all that is left is held;' \
      "$what: the first page suspects nothing"
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
   first_page_says_leak plant_record 19200 300
}
planted "C++, rings of shared_ptr" "$(client planted_rings)" &&
   said_lost plant_ring "20400 150" "20400 150"
planted "Rust, rings of Rc and leaked boxes" "$(client planted_rust)" && {
   said_lost plant_box "70400 250" "20400 150" "50000 100"
   by_whom node
   first_page_says_leak node 20400 150
}
planted "glib" "$(client planted_glib)" && {
   said_lost plant_list "4800 200" "10000 200"
   said_held planted_cache main text 500
}
planted "32 bits" "$MS2_BUILDDIR/tests/m32/tool/planted" lost &&
   said_lost plant_record "19200 300" "12000 300"
plan
