/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of each language, and those that look like them. */
#include "base/demangle.h"

#include "tap.h"

typedef const char *(*reader)(struct arena *a, const char *name);

static const struct {
   reader read;
   const char *name, *plain;
} cases[] = {
    {demangle, "_ZN4shop5Store3addEi", "shop::Store::add(int)"},
    {demangle, "_RNvMNtCs1234_4shop5storeNtB2_5Store3add",
     "<shop::store::Store>::add"},
    {demangle, "_D4shop4dapp11openSessionFiZv", "shop.dapp.openSession(int)"},
    {demangle, "_D4shop4dapp__T5CacheTCQvQs7SessionZQv3addMFNaNbNfQBcZv",
     "shop.dapp.Cache!(shop.dapp.Session).Cache.add(shop.dapp.Session)"},
    {demangle,
     "_DTi16_D4core8internal2gc4impl12conservativeQw14ConservativeGC6mallocMFNb"
     "mkxC8TypeInfoZPv",
     "core.internal.gc.impl.conservative.gc.ConservativeGC.malloc(ulong, uint, "
     "const(TypeInfo))"},
    {demangle, "_Dmain", "_Dmain"},
    {demangle, "_Draw", "_Draw"},
    {demangle, "_D4sho", "_D4sho"},
    {demangle, "_DTi16", "_DTi16"},
    {demangle, "shop__open", "shop__open"},
    {demangle, "", ""},

    {demangle_ada, "_ada_app", "app"},
    {demangle_ada, "shop__cache__add", "shop.cache.add"},
    {demangle_ada, "shop__inner__make__2", "shop.inner.make__2"},
    {demangle_ada, "shop__open__nested.0", "shop.open.nested"},
    {demangle_ada, "app__v__append__3.178", "app.v.append__3"},
    {demangle_ada, "shop__inner__Oadd", "shop.inner.\"+\""},
    {demangle_ada, "shop__inner__Oadd__2", "shop.inner.\"+\"__2"},
    {demangle_ada, "shop___elabb", "shop'Elab_Body"},
    {demangle_ada, "shop__workerTB", "shop.worker"},
    {demangle_ada, "shop__workerVIP", "shop.worker'Init"},
    {demangle_ada, "__gnat_malloc", "__gnat_malloc"},
    {demangle_ada, "main", "main"},
    {demangle_ada, "Shop__Open", "Shop__Open"},
    {demangle_ada, "memcpy@GLIBC_2.2.5", "memcpy@GLIBC_2.2.5"},
    {demangle_ada, "_ZN4shop4openEv", "_ZN4shop4openEv"},
    {demangle_ada, "__2", "__2"},
    {demangle_ada, ".0", ".0"},
    {demangle_ada, "7", "7"},
    {demangle_ada, "", ""},

    {demangle_fortran, "__grid_MOD_refine", "grid.refine"},
    {demangle_fortran, "relax_", "relax"},
    {demangle_fortran, "relax", "relax"},
    {demangle_fortran, "relax_it_", "relax_it"},
    {demangle_fortran, "relax_it__", "relax_it"},
    {demangle_fortran, "relax__", "relax_"},
    {demangle_fortran, "fill.0", "fill.0"},
    {demangle_fortran, "MAIN__", "MAIN__"},
    {demangle_fortran, "_", "_"},
    {demangle_fortran, "__", "__"},
    {demangle_fortran, "", ""},
    {demangle_fortran_module, "__grid_MOD_refine", "grid.refine"},
    {demangle_fortran_module, "__grid_MOD___copy_grid_Cell",
     "grid.__copy_grid_Cell"},
    {demangle_fortran_module, "relax_", "relax_"},
    {demangle_fortran_module, "SET_MOD_BITS", "SET_MOD_BITS"},
    {demangle_fortran_module, "___MOD_x", "___MOD_x"},
};

int main(void)
{
   struct arena *a = arena_new();

   for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
      tap_is_str(cases[i].read(a, cases[i].name), cases[i].plain,
                 cases[i].name);
   arena_free(a);
   return tap_done();
}
