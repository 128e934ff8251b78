#!/bin/sh
# SPDX-License-Identifier: 0BSD
# modinfo prints what kmod prints: files and names of real trees, plain and compressed, signed or not, and made-up ones.
# shellcheck disable=SC2046
. "$(dirname "$0")/lib.sh"

for kernel in 6.1 6.12; do
	tree $kernel
	find "$modules" -name '*.ko*' | sort | every 20 >"$scratch/files"
	names <"$scratch/files" >"$scratch/names"
	by_name="-b $tree -k $release"

	both "$kernel: 200 files" modinfo $(cat "$scratch/files")
	both "$kernel: 200 files, NUL" modinfo -0 $(cat "$scratch/files")
	both "$kernel: 200 names" modinfo $by_name $(cat "$scratch/names")
	every 5 <"$scratch/names" >"$scratch/some"
	both "$kernel: parameters" modinfo $by_name -p $(cat "$scratch/names")
	both "$kernel: file names" modinfo $by_name -n $(cat "$scratch/names")
	for field in firmware alias depends vermagic signer sig_key sig_hashalgo signature parm name nothing; do
		both "$kernel: field $field" modinfo $by_name -F $field $(cat "$scratch/some")
	done
	both "$kernel: built in" modinfo $by_name $(names <"$modules/modules.builtin" | every 10)
	both "$kernel: built in, parameters" modinfo $by_name -p $(names <"$modules/modules.builtin" | every 10)
	both "$kernel: aliases" modinfo $by_name fs-ext4 fs-msdos net-pf-10 pci:v00008086d00001533sv00000000sd00000000bc02sc00i00
	both "$kernel: some are missing" modinfo $by_name ext4 nothing crc16 no:alias
	both "$kernel: names that are also aliases" modinfo $by_name -m crc32 crc32c ext4
done

# Signatures of other shapes.
mkko=$built/bin/mkko
for hash in sha1 sha256 sha512; do
	"$mkko" -o "$scratch/$hash.ko" "$hash" license=GPL --signer 'Some & One' --hash $hash --serial 00ff
done
"$mkko" -o "$scratch/serial.ko" serial --signer X --serial 0102030405060708090a0b0c0d0e0f1011121314
"$mkko" -o "$scratch/marker.ko" marker --append 7e4d6f64756c65207369676e617475726520617070656e6465647e0a
"$mkko" -o "$scratch/id.ko" id --build-id 00112233445566778899aabbccddeeff00112233
"$mkko" -o "$scratch/be.ko" be license=GPL --class 32 --order big --machine ppc alias=x parm=a:b parmtype=a:int
"$mkko" -o "$scratch/odd.ko" odd novalue =empty k= parm=only:text parmtype=kind:int 'description=a
b' parm=x:1 parmtype=x:int parm=x:2 description=again a_very_long_key_name=1
for name in sha1 sha256 sha512 serial marker id be odd; do
	both "made up: $name" modinfo "$scratch/$name.ko"
	both "made up: $name, NUL" modinfo -0 "$scratch/$name.ko"
done
both 'made up: parameters' modinfo -p "$scratch/odd.ko"
both 'made up: a field of parameters' modinfo -F parm "$scratch/odd.ko"

finish
