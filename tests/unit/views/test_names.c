/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of demangled names, and shortened ones. */
#include "model/names.h"
#include "model/names_fit.h"

#include "tap.h"

static void check_std(void)
{
   static const struct {
      const char *name;
      bool is_std;
   } cases[] = {
       {"alloc::vec::Vec<T,A>::push", true},
       {"core::ptr::drop_in_place::<alloc::boxed::Box<dyn app::Draw>>", true},
       {"core[1a2b3c]::fmt::write", true},
       {"<alloc::vec::Vec<app::T> as core::clone::Clone>::clone", true},
       {"<app::T as core::clone::Clone>::clone", false},
       {"<&mut app::T as core::fmt::Write>::write_str", false},
       {"<&mut alloc::string::String as core::fmt::Write>::write_str", true},
       {"<T as alloc::string::ToString>::to_string", true},
       {"<u8 as app::Pack>::pack", false},
       {"<<app::A as app::B>::C as core::clone::Clone>::clone", false},
       {"<fn() -> app::T as core::ops::FnOnce<()>>::call_once", true},
       {"<[T]>::to_vec", true},
       {"<str>::to_owned", true},
       {"hashbrown::raw::RawTable<T,A>::reserve_rehash", true},
       {"app::core::run", false},
       {"core::run(int)", false},
       {"alloc", false},
       {"push", false},
       {"std::vector<int, std::allocator<int> >::push_back(int&&)", true},
       {"void* std::__1::__libcpp_operator_new<unsigned long>(unsigned long)",
        true},
       {"std::vector<int> load(std::string const&)", false},
       {"operator new[](unsigned long)", true},
       {"Pool::operator new(unsigned long)", false},
       {"__cxa_allocate_exception", true},
       {"__gnu_cxx::new_allocator<int>::allocate(unsigned long)", true},
       {"(anonymous namespace)::std_like(int)", false},
       {"", false},
   };
   for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
      tap_ok(names_is_std(cases[i].name) == cases[i].is_std, cases[i].name);
}

static void check_brief(void)
{
   static const struct {
      const char *name, *brief;
   } cases[] = {
       {"malloc", "malloc"},
       {"alloc::vec::Vec<T,A>::push", "Vec::push"},
       {"<alloc::vec::Vec<T> as core::clone::Clone>::clone", "Vec::clone"},
       {"core::str::<impl str>::to_owned", "str::to_owned"},
       {"core::ptr::drop_in_place::<app::T>", "ptr::drop_in_place"},
       {"<[T]>::to_vec", "[T]::to_vec"},
       {"app::main::{closure#0}", "main::{closure#0}"},
       {"app.Cache!(app.Session).Cache.add!()(app.Session)",
        "app.Cache!(app.Session).Cache.add!()"},
       {"void std::vector<int, std::allocator<int> >::_M_insert<int>(int&&)",
        "vector::_M_insert"},
       {"std::function<void (int)>::operator()(int) const",
        "function::operator()"},
       {"Shop::operator<(Shop const&) const", "Shop::operator<"},
       {"operator new(unsigned long)", "operator new"},
   };
   for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
      char brief[100];
      names_brief(cases[i].name, brief, sizeof brief);
      tap_is_str(brief, cases[i].brief, cases[i].name);
   }
}

static void check_brief_fits(void)
{
   char brief[6];
   names_brief("alloc::vec::Vec<T>::push", brief, sizeof brief);
   tap_is_str(brief, "Vec::", "a brief name stops at the buffer's end");
}

static void check_fit(void)
{
   static const struct {
      const char *name;
      size_t width;
      const char *fit;
   } cases[] = {
       {"main", 8, "main"},
       {"app::run::{closure#0}", 21, "app::run::{closure#0}"},
       {"Shop::add(std::string const&, int)", 20, "Shop::add(...)"},
       {"Shop::add(std::string const&, int)", 10, "Shop::add"},
       {"std::map<int, std::vector<std::string> >::at(int const&)", 45,
        "std::map<int, vector<string> >::at(...)"},
       {"std::map<int, std::vector<std::string> >::at(int const&)", 30,
        "std::map<...>::at(...)"},
       {"unsigned long app::very::deep::count<int>(int)", 24,
        "...deep::count<int>"},
       {"std::__new_allocator<shop::Session>::allocate(unsigned long)", 42,
        "std::__new_allocator<Session>::allocate"},
       {"void std::vector<shop::Session, std::allocator<shop::Session> >::"
        "_M_realloc_insert<shop::Session const&>(int*)",
        60, "std::vector<Session>::_M_realloc_insert<Session const&>(...)"},
       {"<shop::store::A as shop::run::Run>::run", 24, "<A as Run>::run"},
       {"app::storage::engine::page_cache::load_page", 30,
        "...page_cache::load_page"},
       {"a_function_whose_name_is_one_long_word", 20, "a_fun...ne_long_word"},
       {"(anonymous namespace)::build(int)", 20, "(anon)::build(...)"},
       {"shop.dapp.Cache!(shop.dapp.Session).Cache.add(shop.dapp.Session)", 45,
        "shop.dapp.Cache!(Session).add(...)"},
       {"shop.dapp.Cache!(shop.dapp.Session).Cache.add(shop.dapp.Session)", 32,
        "shop.dapp.Cache!(Session).add"},
       {"shop.dapp.Cache!(shop.dapp.Session).Cache.add(shop.dapp.Session)", 24,
        "...Cache!(Session).add"},
       {"shop.dapp.Cache!(shop.dapp.Session).Cache.add(shop.dapp.Session)", 20,
        "...Cache!(...).add"},
       {"app.map!(\"a.x(1\", 1.5).map!(app.Box!(app.Item), int).map(int)", 44,
        "app.map!(\"a.x(1\", 1.5).map!(Box!(Item), int)"},
       {"app.fold!(\"a.x + 1\", 1.5, app.Item).fold(app.Item[])", 44,
        "app.fold!(\"a.x + 1\", 1.5, Item)(...)"},
       {"app.make!(app.store.A, app.store.B, app.store.C)", 16,
        "app.make!(...)"},
       {"bool shop::store::Optional<int>::operator!() const", 40,
        "shop::store::Optional<int>::operator!()"},
       {"shop.session_caches.tables.add_session", 30, "...tables.add_session"},
       {"a_function_of_two_parts.constprop.0", 24, "a_funct...ts.constprop.0"},
       {"in 24 places, all below massif's threshold (1.00%)", 30,
        "in 24 pla... threshold (1.00%)"},
   };
   for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
      char fit[200];
      names_fit(cases[i].name, cases[i].width, fit);
      tap_is_str(fit, cases[i].fit, cases[i].name);
   }
}

/* Whatever the name, the result is no longer than asked for. */
static void check_every_width(void)
{
   static const char *const names[] = {
       "<alloc::vec::Vec<T> as core::clone::Clone>::clone",
       "bool operator< <int>(Shop<int> const&, Shop<int> const&)",
       "unsigned long (*pick(int))(long)",
       "a<b<c<d<e<f<g>>>>>>(h<i>)",
       "<<<<((((",
       "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc::\xc3\xa4\xc3\xb6\xc3",
   };
   bool good = true;
   for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
      for (size_t width = 8; width < 80; width++) {
         char fit[81];
         names_fit(names[i], width, fit);
         good = good && strlen(fit) <= width && fit[0] != '\0';
      }
   }
   tap_ok(good, "a name fits every width");
}

int main(void)
{
   check_std();
   check_brief();
   check_brief_fits();
   check_fit();
   check_every_width();
   return tap_done();
}
