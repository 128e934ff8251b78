#!/bin/sh
# SPDX-License-Identifier: 0BSD
# mkko writes what its options say: files that other programs understand.
. "$(dirname "$0")/../../lib.sh"

mkko=$built/bin/mkko
new_root

# shown WORD...: readelf without a complaint, into $out.
shown() {
	readelf -W "$@" >"$out" 2>"$err" || wrong 'readelf fails'
	[ ! -s "$err" ] || wrong "readelf says: $(head -n 1 "$err")"
	code=0
}

for class in 32 64; do
	for order in little big; do
		check "class $class, byte order $order"
		holds "$mkko" -o m.ko --class $class --order $order --machine ppc m license=GPL --export out=0x12345678 \
			--need in=0x99 --weak maybe --build-id 00112233 --versions both
		shown -h m.ko
		says "Class: +ELF$class"
		says "Data: .* $order endian"
		says 'Type: +REL'
		shown -S m.ko
		for name in .note.gnu.build-id __ksymtab __kcrctab __ksymtab_strings .modinfo __versions __version_ext_crcs \
			__version_ext_names .gnu.linkonce.this_module .symtab .strtab .shstrtab; do
			says " $name "
		done
		shown -s m.ko
		says 'GLOBAL DEFAULT +UND in$'
		says 'WEAK +DEFAULT +UND maybe$'
		says 'LOCAL +DEFAULT +[0-9]+ __crc_out$'
		shown -n m.ko
		says 'Build ID: 00112233'
		shown -p .modinfo m.ko
		says 'license=GPL'
		says 'name=m'
	done
done

check 'where CRCs are'
holds "$mkko" -o m.ko --crc absolute m --export out=0x12345678
shown -s m.ko
says '12345678 .* ABS __crc_out$'
holds "$mkko" -o m.ko --crc none m --export out=0x12345678
shown -s m.ko
says_not __crc_
shown -p __ksymtab_strings m.ko
says out

check 'words from standard input'
printf '%s\n' -o words.ko m 'description=more words' --no-exit >words
holds sh -c "'$mkko' - <words"
shown -s words.ko
says_not cleanup_module
shown -p .modinfo words.ko
says 'description=more words'

check 'damage'
holds "$mkko" -o whole.ko m
holds "$mkko" -o cut.ko --truncate 100 m
holds "$mkko" -o short.ko --truncate -1 m
holds "$mkko" -o poked.ko --poke 1:00 --poke -1:ff --append 0102 m
size=$(wc -c <whole.ko)
holds test "$(wc -c <cut.ko)" = 100
holds test "$(wc -c <short.ko)" = $((size - 1))
holds test "$(od -An -tx1 -j $((size - 1)) poked.ko | tr -d ' \n')" = ff0102
holds test "$(od -An -tx1 -N 4 poked.ko | tr -d ' \n')" = 7f004c46

check 'the same words give the same bytes'
holds "$mkko" -o again.ko m
holds cmp whole.ko again.ko

check 'mistakes are told'
for words in '--class 16 m' '--need x=y m' '--poke 5 m' '--poke 999999:00 m' ''; do
	# shellcheck disable=SC2086
	"$mkko" -o bad.ko $words >"$out" 2>"$err" && wrong "accepts $words"
done

finish
