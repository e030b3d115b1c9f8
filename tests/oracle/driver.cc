// SPDX-License-Identifier: GPL-2.0-or-later
// The oracle's driver for C++: new and delete in all forms, and malloc.
//
// clang declares the sized forms of delete with -fsized-deallocation only.
#include <new>
#include "ops_c.h"

namespace
{

using std::align_val_t;
using std::nothrow;

} // namespace

// The names must come out of the profile as they stand here.
extern "C" {

ORACLE_OP(new, ::operator new(r->size))
ORACLE_OP(new_nothrow, ::operator new(r->size, nothrow))
ORACLE_OP(new_array, ::operator new[](r->size))
ORACLE_OP(new_array_nothrow, ::operator new[](r->size, nothrow))
ORACLE_OP(new_aligned, ::operator new(r->size, align_val_t(r->align)))
ORACLE_OP(new_aligned_nothrow,
          ::operator new(r->size, align_val_t(r->align), nothrow))
ORACLE_OP(new_array_aligned, ::operator new[](r->size, align_val_t(r->align)))
ORACLE_OP(new_array_aligned_nothrow,
          ::operator new[](r->size, align_val_t(r->align), nothrow))

ORACLE_RELEASE_OP(delete, ::operator delete(r->old))
ORACLE_RELEASE_OP(delete_sized, ::operator delete(r->old, r->size))
ORACLE_RELEASE_OP(delete_nothrow, ::operator delete(r->old, nothrow))
ORACLE_RELEASE_OP(delete_array, ::operator delete[](r->old))
ORACLE_RELEASE_OP(delete_array_sized, ::operator delete[](r->old, r->size))
ORACLE_RELEASE_OP(delete_array_nothrow, ::operator delete[](r->old, nothrow))
ORACLE_RELEASE_OP(delete_aligned,
                  ::operator delete(r->old, align_val_t(r->align)))
ORACLE_RELEASE_OP(delete_aligned_sized,
                  ::operator delete(r->old, r->size, align_val_t(r->align)))
ORACLE_RELEASE_OP(delete_aligned_nothrow,
                  ::operator delete(r->old, align_val_t(r->align), nothrow))
ORACLE_RELEASE_OP(delete_array_aligned,
                  ::operator delete[](r->old, align_val_t(r->align)))
ORACLE_RELEASE_OP(delete_array_aligned_sized,
                  ::operator delete[](r->old, r->size, align_val_t(r->align)))
ORACLE_RELEASE_OP(delete_array_aligned_nothrow,
                  ::operator delete[](r->old, align_val_t(r->align), nothrow))
}

// Families: 0 malloc, 1 new, 2 new[], 3 aligned new, 4 aligned new[].  Forms
// that throw are not asked to fail: the exception would itself allocate.
#define GET(name, family, can_fail, aligned)                            \
   {                                                                    \
      "op_" #name, ORACLE_GET, family, can_fail, aligned, false, false, \
          op_##name                                                     \
   }
#define RELEASE(name, family)                                          \
   {                                                                   \
      "op_" #name, ORACLE_RELEASE, family, false, false, false, false, \
          op_##name                                                    \
   }

extern "C" {
const struct oracle_op oracle_ops[] = {
    ORACLE_C_OPS,
    GET(new, 1, false, false),
    GET(new_nothrow, 1, true, false),
    RELEASE(delete, 1),
    RELEASE(delete_sized, 1),
    RELEASE(delete_nothrow, 1),
    GET(new_array, 2, false, false),
    GET(new_array_nothrow, 2, true, false),
    RELEASE(delete_array, 2),
    RELEASE(delete_array_sized, 2),
    RELEASE(delete_array_nothrow, 2),
    GET(new_aligned, 3, false, true),
    GET(new_aligned_nothrow, 3, true, true),
    RELEASE(delete_aligned, 3),
    RELEASE(delete_aligned_sized, 3),
    RELEASE(delete_aligned_nothrow, 3),
    GET(new_array_aligned, 4, false, true),
    GET(new_array_aligned_nothrow, 4, true, true),
    RELEASE(delete_array_aligned, 4),
    RELEASE(delete_array_aligned_sized, 4),
    RELEASE(delete_array_aligned_nothrow, 4),
};
const size_t n_oracle_ops = sizeof oracle_ops / sizeof oracle_ops[0];
}
