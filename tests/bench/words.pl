# SPDX-License-Identifier: GPL-2.0-or-later
# Benchmark: words are counted, sorted and put together again, in Perl.
use strict;
use warnings;

my $n = shift or die "usage: words.pl SIZE\n";
my $state = 1;
my (%count, %places, @lines);

for my $i (1 .. $n) {
   $state = ($state * 1103515245 + 12345) % 2147483648;
   my $word = "word" . ($state >> 8) % 5000;
   $count{$word}++;
   push @{$places{$word}}, $i;
   push @lines, join(" ", map { "$word-$_" } 1 .. 3);
}
my @order = sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count;
my $n_pairs = grep { /(\d)\1/ } @order;
my @fields = map { [split / /] } @lines;
my $text = join "\n", map { "$_: @{$places{$_}}" } @order;
$text =~ s/word(\d+)/<$1>/g;
print scalar(@order), " $n_pairs ", scalar(@fields), " ", length($text), "\n";
