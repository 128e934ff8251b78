#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Files that are no good: one clear line that names file and cause, exit code 1, and the kernel is left alone.
. "$(dirname "$0")/../../lib.sh"

new_root
module good
mv "$path" .

refused() {
	fails
	untouched
	says "$1"
	holds test "$(grep -c ERROR "$err")" = 1
	as_stored
}

check 'a missing file'
run insmod missing.ko
refused 'missing.ko'

check 'an empty file'
: >empty.ko
run insmod empty.ko
refused 'empty.ko'

check 'a text'
echo 'not a module' >text.ko
run insmod text.ko
refused 'text.ko'

check 'a folder'
mkdir folder.ko
run insmod folder.ko
refused 'folder.ko'

check 'a FIFO is refused at once'
mkfifo fifo.ko
LIMIT=3 run insmod fifo.ko
refused 'fifo.ko'

check 'a device'
run insmod /dev/zero
refused '/dev/zero'

check 'a dangling link'
ln -s nowhere dangling.ko
run insmod dangling.ko
refused 'dangling.ko'

check 'an ELF header and nothing else'
head -c 64 good.ko >header.ko
run insmod header.ko
fails
says 'header.ko'

for format in gz xz zst; do
	check "a text, as $format"
	pack $format text.ko >text.ko.$format
	run insmod text.ko.$format
	refused "text.ko.$format"

	check "a truncated $format file"
	pack $format good.ko | head -c 300 >cut.ko.$format
	run insmod cut.ko.$format
	refused "cut.ko.$format"
done

for format in gz xz; do
	check "a damaged $format file"
	pack $format good.ko >whole
	{
		head -c 200 whole
		printf XXXX
		tail -c +205 whole
	} >damaged.ko.$format
	run insmod damaged.ko.$format
	refused "damaged.ko.$format"
done

check 'a decompression bomb'
{
	cat good.ko
	head -c 700M /dev/zero
} | gzip -1c >bomb.ko.gz
run insmod bomb.ko.gz
refused 'bomb.ko.gz'
rm bomb.ko.gz

check 'another machine'
module arm --machine arm --class 32
run insmod "$path"
fails
says arm.ko
traces 'finit_module(arm, "", 0) = -ENOEXEC'

finish
