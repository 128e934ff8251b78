#!/bin/sh
# SPDX-License-Identifier: 0BSD
# `make modules_install` of a kernel and of a driver, with our depmod: the very Makefiles and scripts of Debian's
# kernel headers. What is installed must be the same as with kmod's.
. "$(dirname "$0")/lib.sh"

headers=$("$top/scripts/kernels" path headers-6.12)/usr/src
common=$(echo "$headers"/*-common)
config=$(echo "$headers"/*-amd64)
tree 6.12
tab=$(printf '\t')

# An object tree as a build leaves it: the modules of some folders with what they need, lists, and the kernel's exports.
build=$scratch/build
cp -a "$config" "$build"
ln -sfn "$common/scripts" "$build/scripts"
grep -E '^kernel/(fs|drivers/block)/' "$modules/modules.dep" | tr -d : | tr ' ' '\n' | sort -u |
	while read -r file; do
		path=${file#kernel/}
		path=${path%.xz}
		mkdir -p "$build/${path%/*}"
		xz -dc "$modules/$file" >"$build/$path"
		echo "${path%.ko}.o"
	done >"$build/modules.order"
cp "$modules/modules.builtin" "$modules/modules.builtin.modinfo" "$build/"
awk -F "$tab" '$3 == "vmlinux" { print "ffffffff00000000 r __ksymtab_" $2 }' "$build/Module.symvers" >"$build/System.map"

# install SIDE ARGUMENT...: make modules_install into the folder SIDE, with the depmod of that side.
install() {
	side=$1
	shift
	program=$ours/depmod
	[ "$side" = kmodbox ] || program=$oracle/depmod
	printf '#!/bin/sh\necho "$*" >>%s/called\nexec %s "$@"\n' "$scratch" "$program" >"$scratch/depmod"
	chmod +x "$scratch/depmod"
	: >"$scratch/called"
	# The key that Debian signs with is not in the package.
	make -s -C "$build" -f "$common/Makefile" KERNELRELEASE="$release" CONFIG_MODULE_SIG_ALL= DEPMOD="$scratch/depmod" \
		INSTALL_MOD_PATH="$scratch/root" "$@" modules_install >"$scratch/said-$side" 2>&1 </dev/null
	echo "exit code $?" >>"$scratch/said-$side"
	mkdir -p "$scratch/$side"
	rm -rf "${scratch:?}/$side"
	mv "$scratch/root" "$scratch/$side"
	rm -f "$scratch/$side/lib/modules/$release/build"
}

# same NAME ARGUMENT...: the same files and words from both.
same_install() {
	test_name=$1
	shift
	for each in kmod kmodbox; do
		rm -rf "$scratch/root"
		[ ! -d "$scratch/before" ] || cp -a "$scratch/before" "$scratch/root"
		install $each "$@"
		# The order of kmod's symbols is that of its hash table.
		symbols=$scratch/$each/lib/modules/$release/modules.symbols
		sort -o "$symbols" "$symbols"
	done
	result "$test_name: what is said" "$scratch/said-kmod" "$scratch/said-kmodbox"
	diff -r "$scratch/kmod" "$scratch/kmodbox" >"$scratch/differ" 2>&1
	result "$test_name: what is installed" /dev/null "$scratch/differ"
}

# The words of kmod about a symbol, one for each, are ours with -v: here no symbol may be unknown.
same_install 'a kernel'
echo "-ae -F System.map -b $scratch/root $release" >"$scratch/expected"
result 'a kernel: the call' "$scratch/expected" "$scratch/called"
echo 'exit code 0' >"$scratch/expected"
result 'a kernel: no symbol is unknown' "$scratch/expected" "$scratch/said-kmodbox"
find "$scratch/kmodbox" -name '*.ko.xz' | wc -l >"$scratch/count"
wc -l <"$scratch/kmodbox/lib/modules/$release/modules.dep" >"$scratch/listed"
result 'a kernel: all modules are listed' "$scratch/count" "$scratch/listed"

# A driver outside of the kernel's tree, into what was installed before: it comes before the kernel's own.
mv "$scratch/kmodbox" "$scratch/before"
driver=$scratch/driver
mkdir "$driver"
for name in fat msdos; do
	cp "$build/fs/fat/$name.ko" "$driver/"
	echo "$driver/$name.o"
done >"$driver/modules.order"
: >"$driver/Makefile"
same_install 'a driver' M="$driver"
sed -n 's/^updates\/msdos.ko.xz: //p' "$scratch/kmodbox/lib/modules/$release/modules.dep" >"$scratch/found"
echo updates/fat.ko.xz >"$scratch/expected"
result 'a driver: it is found first' "$scratch/expected" "$scratch/found"

finish
