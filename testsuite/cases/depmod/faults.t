#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Whatever fails, and whenever it is killed: the old files, or the new ones.
. "$(dirname "$0")/../../lib.sh"

# One door is enough for this: the shipped program itself, below strace.
[ "$TOOL" = shipped ] || {
	echo '1..0 # SKIP the shipped program only'
	exit 0
}
depmod=$built/ours/depmod
files='alias alias.bin builtin.alias.bin builtin.bin dep dep.bin devname softdep symbols symbols.bin weakdep'

new_root
tree=lib/modules/$release
module a alias=pci:x
touch $tree/modules.builtin $tree/modules.builtin.modinfo
run depmod
mkdir old new
cp $tree/modules.*[a-z] old/
module b-c depends=a alias=fs-new alias=devname:x alias=char-major-1-2 softdep='pre: a' weakdep=a
built_in base alias=base-alias
cp -a $tree before
run depmod
cp $tree/modules.*[a-z] new/
find before -name '*.ko' -exec touch -d '2020-01-01' {} +

again() {
	rm -rf $tree
	cp -a before $tree
}

# holds_all FOLDER: every file is as in FOLDER.
holds_all() {
	for file in $files; do
		cmp -s "$tree/modules.$file" "$1/modules.$file" || return 1
	done
}

# Each file is whole, and a reader that sees the new modules.dep.bin sees nothing old.
is_whole() {
	for file in $files; do
		cmp -s "$tree/modules.$file" "new/modules.$file" || cmp -s "$tree/modules.$file" "old/modules.$file" || return 1
	done
	! cmp -s $tree/modules.dep.bin new/modules.dep.bin || holds_all new
}

check 'killed at any system call'
again
count=$(strace -o /dev/stdout "$depmod" -j 1 -b . "$release" | wc -l)
holds test "$count" -gt 100
for at in $(seq 1 "$count"); do
	again
	strace -o /dev/null -e inject=all:signal=KILL:when="$at" "$depmod" -j 1 -b . "$release" >/dev/null 2>&1
	is_whole || wrong "killed at call $at: not whole"
	"$depmod" -b . "$release" || wrong "killed at call $at: the next run fails"
	holds_all new || wrong "killed at call $at: the next run does not mend it"
	[ -z "$(find $tree -name '.depmod*')" ] || wrong "killed at call $at: something is left"
done 2>/dev/null

# injected CALL: each call of this name fails once.
injected() {
	again
	count=$(strace -e trace="$1" -o /dev/stdout "$depmod" -j 1 -b . "$release" | grep -c "^$1")
	for error in EIO ENOSPC; do
		for at in $(seq 1 "$count"); do
			again
			if strace -o "$scratch/strace" -e inject="$1:error=$error:when=$at" "$depmod" -j 1 -b . \
				"$release" >"$out" 2>"$err"; then
				holds_all new || wrong "$error at $1 $at: exit code 0, but not the new files"
			else
				[ -s "$err" ] || wrong "$error at $1 $at: no message"
				holds_all old || wrong "$error at $1 $at: not the old files"
			fi
			[ -z "$(find $tree -name '.depmod*')" ] || wrong "$error at $1 $at: something is left"
		done
	done
}

for call in write rename fsync link fchmod flock mkdir getdents64; do
	check "an error from $call"
	injected $call
done

check 'a file system without hard links'
again
strace -o /dev/null -e inject=link:error=EPERM "$depmod" -b . "$release" || wrong 'fails'
holds_all new || wrong 'not the new files'

check 'a file system without locks'
again
strace -o /dev/null -e inject=flock:error=ENOLCK "$depmod" -b . "$release" || wrong 'fails'
holds_all new || wrong 'not the new files'

check 'no process can be started'
again
strace -f -o /dev/null -e inject=clone,fork,vfork:error=EAGAIN "$depmod" -j 4 -b . "$release" || wrong 'fails'
holds_all new || wrong 'not the new files'

check 'a full disk, at any size'
again
mkdir full
if mount -t tmpfs -o size=4k none full 2>/dev/null; then
	umount full
	for size in $(seq 48 4 96); do
		mount -t tmpfs -o size="${size}k" none full
		mkdir -p "full/$tree"
		if cp old/* "full/$tree/" 2>/dev/null; then
			want=old
			if "$depmod" -b . -o full "$release" 2>"$err"; then
				want=new
			else
				grep -q 'No space left on device' "$err" || wrong "$size KB: the cause is not told"
			fi
			for file in $files; do
				cmp -s "full/$tree/modules.$file" "$want/modules.$file" ||
					wrong "$size KB: modules.$file is not the $want one"
			done
			[ -z "$(find full -name '.depmod*')" ] || wrong "$size KB: something is left"
		fi
		umount full
	done
fi

check 'two at once a hundred times, and a reader'
again
# The index of names is the last to change: a name that it has leads to a file of the same set.
(
	while [ ! -e stop ]; do
		if grep -q fs-new $tree/modules.dep.bin 2>/dev/null && ! grep -q fs-new $tree/modules.alias; then
			echo torn
		fi
	done
) >"$scratch/reader" 2>/dev/null &
for count in $(seq 100); do
	again 2>/dev/null
	"$depmod" -b . "$release" 2>"$scratch/one" &
	one=$!
	"$depmod" -b . "$release" 2>"$scratch/two" || wrong "the second fails: $(cat "$scratch/two")"
	wait $one || wrong "the first fails: $(cat "$scratch/one")"
	holds_all new || wrong 'not the new files'
done
touch stop
wait
holds test ! -s "$scratch/reader"

finish
