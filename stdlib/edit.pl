use strict;
my ($name, @words) = map { s/\\(\d{3}|\\)/$1 eq "\\" ? $1 : chr oct $1/ger } @ARGV;
open my $file, "+<:raw", $name or die "$name: $!\n";
my $text = join "", <$file>;
while (my ($kind, $times, $old, $new) = splice @words, 0, 4) {
    $text .= ($text =~ /[^\n]\z/ ? "\n" : "") . "$old\n", next if $kind eq "append";
    my $pattern = $kind eq "regex" ? qr/$old/m : $kind eq "delete" ? qr/.*\Q$old\E.*\n?/ : qr/\Q$old\E/;
    my $found = $text =~ s{$pattern}{
        my @group = ($&, $1, $2, $3, $4, $5, $6, $7, $8, $9);
        $kind eq "regex" ? $new =~ s/\\([0-9\\])/$1 eq "\\" ? $1 : $group[$1]/ger : $new
    }ge || 0;
    die "$name: found $found times and not $times: $old\n" if $found != $times;
}
seek $file, 0, 0 and truncate $file, 0 and print $file $text and close $file or die "$name: $!\n";
