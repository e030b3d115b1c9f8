# SPDX-License-Identifier: GPL-2.0-or-later
# Program: perl, building a table of words.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/programs/lib.sh"
need perl perl

cat >"$tap_dir/words.pl" <<'END'
my %lines_of;
for my $i (1 .. 20000) {
   my $word = "word" . ($i * 7919 % 5003);
   push @{$lines_of{$word}}, "line $i";
}
my @words = sort { @{$lines_of{$b}} <=> @{$lines_of{$a}} || $a cmp $b }
   keys %lines_of;
print "$_ ", scalar @{$lines_of{$_}}, "\n" for @words[0 .. 9];
exit 3;
END
program perl perl "$tap_dir/words.pl"
culprits perl 'Perl_'
plan
