/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of thread-local variables. */
#include "capture/tls_symbols.h"

#include "base/array.h"
#include "model/names.h"

/* The parts of an ELF file that lead to its symbols (System V ABI, chapter
   "Object Files"). */
typedef struct {
   UChar ident[16];
   UShort type, machine;
   UInt version;
   UWord entry, phoff, shoff;
   UInt flags;
   UShort ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
} Header;

typedef struct {
   UInt name, type;
   UWord flags, addr, offset, size;
   UInt link, info;
   UWord addralign, entsize;
} Section;

#define SHT_SYMTAB 2
#define SHT_DYNSYM 11
#define STT_TLS 6

/* Words of 8 bytes: the fields stand in another order. */
typedef struct {
   UInt name;
#ifdef __LP64__
   UChar info, other;
   UShort section;
   UWord value, size;
#else
   UWord value, size;
   UChar info, other;
   UShort section;
#endif
} Symbol;

/* A name that is longer is cut. */
#define NAME_BYTES 256

/* So many symbols are read at once. */
#define SYMBOLS_A_READ 512

/* More symbols than these has only what is damaged. */
#define MOST_SYMBOLS 20000000

static struct {
   Ms2Array *objects; /* Ms2Array *, of Ms2TlsSymbol; by number */
   Symbol symbols[SYMBOLS_A_READ];
} table;

static Bool read_at(Int fd, void *to, ULong at, SizeT bytes)
{
   ms2_host_seek(fd, at);
   return ms2_host_read(fd, to, bytes) == (Int)bytes;
}

static void add_symbol(Int fd, Ms2Array *found, const Symbol *symbol,
                       ULong names)
{
   HChar name[NAME_BYTES];

   ms2_host_seek(fd, names + symbol->name);
   Int n = ms2_host_read(fd, name, sizeof name - 1);
   if (n <= 0)
      return;
   name[n] = '\0';
   Ms2TlsSymbol *added = ms2_array_add(found);
   added->offset = symbol->value;
   added->bytes = symbol->size;
   added->name = ms2_host_strdup("ms2.tls_symbols", name);
}

static void read_symbols(Int fd, Ms2Array *found, const Section *symbols,
                         ULong names)
{
   UWord n = symbols->size / sizeof(Symbol);

   for (UWord first = 0; first < n && n < MOST_SYMBOLS;) {
      UWord n_now = n - first < SYMBOLS_A_READ ? n - first : SYMBOLS_A_READ;
      if (!read_at(fd, table.symbols, symbols->offset + first * sizeof(Symbol),
                   n_now * sizeof(Symbol))) {
         return;
      }
      for (UWord i = 0; i < n_now; i++) {
         const Symbol *symbol = &table.symbols[i];
         if ((symbol->info & 0xF) == STT_TLS && symbol->section != 0)
            add_symbol(fd, found, symbol, names);
      }
      first += n_now;
   }
}

/* The table of all symbols, or where that was stripped of those that other
   objects may use. */
static void read_file(Int fd, Ms2Array *found)
{
   Header header;
   Section section, best = {.type = 0}, names;

   if (!read_at(fd, &header, 0, sizeof header) ||
       ms2_host_memcmp(header.ident, "\177ELF", 4) != 0 ||
       header.shentsize != sizeof section) {
      return;
   }
   for (UInt i = 0; i < header.shnum; i++) {
      if (!read_at(fd, &section, header.shoff + i * sizeof section,
                   sizeof section)) {
         return;
      }
      if (section.type == SHT_SYMTAB ||
          (section.type == SHT_DYNSYM && best.type == 0)) {
         best = section;
      }
   }
   if (best.type != 0 && best.link < header.shnum &&
       read_at(fd, &names, header.shoff + best.link * sizeof names,
               sizeof names)) {
      read_symbols(fd, found, &best, names.offset);
   }
}

static const Ms2Array *symbols_of(UInt object)
{
   if (table.objects == NULL)
      table.objects = ms2_array_new("ms2.tls_symbols", sizeof(Ms2Array *));
   Ms2Array **symbols = ms2_array_reach(table.objects, object);
   if (*symbols == NULL) {
      *symbols = ms2_array_new("ms2.tls_symbols", sizeof(Ms2TlsSymbol));
      Int fd = ms2_host_open(ms2_names_object_get(object)->path, MS2_HOST_READ);
      if (fd >= 0) {
         read_file(fd, *symbols);
         ms2_host_close(fd);
      }
   }
   return *symbols;
}

const Ms2TlsSymbol *ms2_tls_symbols_find(UInt object, Addr offset)
{
   const Ms2Array *symbols = symbols_of(object);

   for (UInt i = 0; i < symbols->n; i++) {
      const Ms2TlsSymbol *symbol = ms2_array_get(symbols, i);
      if (offset - symbol->offset < symbol->bytes)
         return symbol;
   }
   return NULL;
}
