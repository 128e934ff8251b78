#!/bin/sh
# SPDX-License-Identifier: 0BSD
# What was read before is not read again, and the result is the same as if it were.
. "$(dirname "$0")/../../lib.sh"

new_root
tree=lib/modules/$release
cache=$tree/modules.cache
for name in a b c d; do
	module $name alias=alias-$name
done
module user depends=a,b softdep='pre: c'
built_in base alias=base-alias
# age: what changed before is old. Young files are read again in any case: their times may not show the next change.
age() {
	sleep 2.1
}
age

# as_full: the files are those that a full run makes elsewhere.
as_full() {
	run depmod -o full
	mkdir -p "$scratch/this" "$scratch/full"
	rm -rf "$scratch/this"/* "$scratch/full"/*
	cp -r $tree/modules.*[a-z] "$scratch/this"
	cp full/$tree/modules.* "$scratch/full"
	(cd "$scratch/this" && rm -rf modules.cache modules.order modules.builtin modules.builtin.modinfo)
	holds diff -r "$scratch/this" "$scratch/full"
	rm -rf full
}

# reads N: so many modules are opened by the next incremental run.
reads() {
	[ "$TOOL" = shipped ] || {
		run depmod --incremental
		succeeds
		return 0
	}
	strace -f -e trace=open,openat -o "$scratch/strace" "$built/ours/depmod" --incremental -b . "$release" >"$out" 2>"$err"
	code=$?
	succeeds
	grep -c '\.ko' "$scratch/strace" >"$scratch/opened"
	same 'the number of modules that were read' "$scratch/opened" "$1"
}

check 'the first time all are read, the second time none'
reads 5
as_full
reads 0
as_full

check 'a changed module'
module c alias=changed
age
reads 1
as_full
reads 0

check 'a changed module that says the same: no file is written but the cache'
find $tree -name 'modules.*' ! -name modules.cache -printf '%p %i %C@\n' | sort >"$scratch/before"
touch $tree/kernel/d.ko
age
reads 1
find $tree -name 'modules.*' ! -name modules.cache -printf '%p %i %C@\n' | sort >"$scratch/after"
holds cmp "$scratch/before" "$scratch/after"

check 'added, removed, moved, compressed'
module new depends=d
age
reads 1
as_full
rm $tree/kernel/new.ko
reads 0
as_full
mkdir $tree/updates
mv $tree/kernel/c.ko $tree/updates/
age
reads 1
as_full
xz --check=crc32 $tree/kernel/d.ko
age
reads 1
as_full

check 'another file with the old times'
cp -p $tree/kernel/b.ko "$scratch/b.ko"
module b alias=exchanged
touch -r "$scratch/b.ko" $tree/kernel/b.ko
age
reads 1
as_full

check 'another order, another list of built-in modules'
sort -r $tree/modules.order >order
cat order >$tree/modules.order
reads 0
as_full
echo kernel/other.ko >>$tree/modules.builtin
reads 0
as_full

check 'another configuration'
mkdir -p etc/depmod.d
module a in=$tree/extra alias=extra
age
reads 1
as_full
echo 'search kernel' >etc/depmod.d/test.conf
run depmod --incremental
as_full
rm etc/depmod.d/test.conf
run depmod --incremental
as_full

check 'a file that was damaged since is made again'
echo x >>$tree/modules.alias
reads 0
as_full
rm $tree/modules.dep.bin
reads 0
as_full

check 'a damaged, cut or foreign cache is not believed'
size=$(wc -c <$cache)
cp $cache "$scratch/cache"
for at in 0 30 60 200 $((size / 2)) $((size - 3)); do
	cp "$scratch/cache" $cache
	printf '\377' | dd of=$cache bs=1 seek="$at" conv=notrunc 2>/dev/null
	run depmod --incremental
	succeeds
	as_full
	head -c "$at" "$scratch/cache" >$cache
	run depmod --incremental
	succeeds
	as_full
done
echo 'something else' >$cache
run depmod --incremental
succeeds
as_full
rm $cache
mkdir $cache
run depmod --incremental
succeeds
as_full
rmdir $cache

check 'a bad file is named every time'
: >$tree/kernel/bad.ko
for count in 1 2; do
	run depmod --incremental
	succeeds
	says "bad.ko' is empty"
done
as_full
rm $tree/kernel/bad.ko

check 'a circle is told every time'
module e depends=f
module f depends=e
age
for count in 1 2; do
	run depmod --incremental
	fails
	says 'Cycle detected: e -> f -> e'
done
rm $tree/kernel/[ef].ko
run depmod --incremental
succeeds
as_full

# renew: an incremental run by the path that `reads` and `looks` use, for the list of modules belongs to its path.
renew() {
	if [ "$TOOL" = shipped ]; then
		"$built/ours/depmod" --incremental -C etc/depmod.d -b . "$release" >"$out" 2>"$err"
		code=$?
	else
		run depmod --incremental
	fi
}

# looks N: the next incremental run looks into so many folders.
looks() {
	[ "$TOOL" = shipped ] || {
		renew
		return 0
	}
	strace -f -e trace=open,openat -o "$scratch/strace" "$built/ours/depmod" --incremental -C etc/depmod.d -b . "$release" >"$out" 2>"$err"
	code=$?
	succeeds
	grep -c "/kernel.*O_DIRECTORY" "$scratch/strace" >"$scratch/opened"
	same 'the number of folders that were looked into' "$scratch/opened" "$1"
}

# stays COMMAND...: it changes nothing but the cache.
stays() {
	find $tree -name 'modules.*' ! -name modules.cache -printf '%p %i %C@\n' | sort >"$scratch/before"
	"$@"
	find $tree -name 'modules.*' ! -name modules.cache -printf '%p %i %C@\n' | sort >"$scratch/after"
	holds cmp "$scratch/before" "$scratch/after"
}

check 'a folder that is as it was is not looked into'
rm $tree/extra/a.ko
module deep in=$tree/kernel/one/two alias=deep
age
renew
looks 0
as_full

check 'an old file that was moved in, one that was moved away, a new folder'
cp -p $tree/kernel/a.ko "$scratch/moved.ko"
mv "$scratch/moved.ko" $tree/kernel/one/two/moved.ko
renew
as_full
age
renew
looks 0
mv $tree/kernel/one/two/moved.ko $tree/
reads 1
as_full
mkdir $tree/kernel/one/three
mv $tree/moved.ko $tree/kernel/one/three/
renew
as_full
rm -r $tree/kernel/one/three
renew
as_full

check 'what only the configuration, modules.order or modules.builtin says anew'
module a in=$tree/extra alias=extra
rm -f $tree/updates/*
age
renew
as_full
renew
for line in 'search extra' 'search kernel' 'exclude one'; do
	echo "$line" >etc/depmod.d/test.conf
	renew
	as_full
done
rm etc/depmod.d/test.conf
renew
as_full
rm $tree/extra/a.ko
age
renew
looks 0
sort $tree/modules.order >order
cat order >$tree/modules.order
renew
as_full
age
renew
rm $tree/modules.order
renew
as_full
age
renew
looks 0
echo kernel/another.ko >>$tree/modules.builtin
renew
as_full

check 'two changed modules, with other aliases and other needs'
module a alias=two
module deep in=$tree/kernel/one/two depends=a,d
age
reads 2
as_full
module a alias=three
age
reads 1
as_full

check 'files that another program has written: the same bytes stay, others are made again'
cp -a $tree "$scratch/saved"
for file in $tree/modules.*[a-z]; do
	[ $file = $cache ] || cp --remove-destination "$scratch/saved/${file##*/}" $file
done
rm -r "$scratch/saved"
stays renew
as_full
stays renew
sort -r $tree/modules.symbols >order
cat order >$tree/modules.symbols
reads 0
as_full
touch $tree/modules.alias.bin
stays renew
as_full

check 'files that were damaged so that size and time are the same, cut, made private, or are links'
cp -p $tree/modules.alias "$scratch/alias"
printf X | dd of=$tree/modules.alias bs=1 seek=9 conv=notrunc 2>/dev/null
touch -r "$scratch/alias" $tree/modules.alias
reads 0
as_full
: >$tree/modules.dep
reads 0
as_full
chmod 600 $tree/modules.softdep
reads 0
as_full
holds test "$(stat -c %a $tree/modules.softdep)" = 644
mv $tree/modules.symbols.bin away
ln -s "$PWD/away" $tree/modules.symbols.bin
reads 0
as_full
holds test ! -L $tree/modules.symbols.bin

check 'links, and files of one name, are looked at every time'
mkdir elsewhere
module outside in=elsewhere alias=outside
ln -s ../../../elsewhere $tree/linked
age
renew
as_full
module more in=elsewhere alias=more
renew
as_full
rm -r elsewhere
renew
as_full
rm $tree/linked
module d in=$tree/updates alias=hidden
age
renew
as_full
: >$tree/updates/d.ko
renew
says "d.ko' is empty"
as_full
rm $tree/updates/d.ko

check 'a changed module that closes a circle'
module e alias=e
module f depends=e alias=f
age
renew
looks 0
module e alias=e depends=f
age
renew
fails
says 'Cycle detected'
holds sh -c "! grep -q ' [ef]\$' $tree/modules.alias"
module e alias=e
age
renew
succeeds
as_full
rm $tree/kernel/[ef].ko
module a in=$tree/extra alias=extra
renew

check '-A does nothing if nothing has changed'
rm $cache $tree/modules.dep.bin
run depmod
find $tree -printf '%p %i %C@\n' | sort >"$scratch/before"
run depmod -A
succeeds
silent
find $tree -printf '%p %i %C@\n' | sort >"$scratch/after"
holds cmp "$scratch/before" "$scratch/after"

check '-A: a module that is older than the index, but was just added'
module old alias=old
touch -d '2000-01-01' $tree/kernel/old.ko
run depmod -A
succeeds
as_full

check '-A: a module that was removed'
rm -f $cache $tree/kernel/old.ko
run depmod -A
succeeds
as_full

check '-A: a file that is missing'
rm -f $cache $tree/modules.softdep
run depmod -A
succeeds
as_full

check '-A with a cache'
run depmod -A
run depmod -A
succeeds
as_full
module c in=$tree/updates alias=again
run depmod -A
as_full

check 'a folder that cannot be written to'
[ "$TOOL" != shipped ] || {
	mount -t tmpfs none "$root/tmp" 2>/dev/null && {
		cp -a lib "$root/tmp/"
		mount -o remount,ro "$root/tmp"
		run depmod -b tmp "$release"
		succeeds
		run depmod -b tmp -m /lib/modules -o tmp -C /dev/null "$release"
		succeeds
		echo 'search kernel' >etc/depmod.d/test.conf
		run depmod -b tmp "$release"
		rm etc/depmod.d/test.conf
		fails
		says 'Read-only file system'
		umount "$root/tmp"
	}
}

finish
