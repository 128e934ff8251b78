# SPDX-License-Identifier: 0BSD
# shellcheck shell=sh disable=SC2034
#
# kmodbox and kmod 34 side by side on the module trees of Debian's kernels. A test gives both the same arguments:
#
#	. "$(dirname "$0")/lib.sh"
#	tree 6.1
#	both 'a module by name' modinfo -b "$tree" -k "$release" ext4
#	finish
#
# What they print must be the same, byte for byte, and so must the exit code. Where kmod is wrong, the name of the test
# is in the file `differences` with the reason; then it must not be the same.
set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
built=$top/build/test
ours=$built/ours
export LC_ALL=C
unset MODPROBE_OPTIONS KMOD_LOG 2>/dev/null

[ -x "$ours/kmod" ] || "$top/testsuite/build" shipped >&2 || exit 1
oracle=$("$top/scripts/kernels" path kmod-34)/wrappers
scratch=$(mktemp -d "$built/oracle.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/no-config"
tests=0

# tree KERNEL: sets $tree, $release and $modules, its folder; a copy by hard links, indexed by kmod.
tree() {
	release=$("$top/scripts/kernels" release "$1")
	tree=$built/trees/$1-$release
	modules=$tree/lib/modules/$release
	[ -d "$tree" ] && return
	mkdir -p "$built/trees"
	cp -al "$("$top/scripts/kernels" path "$1")/tree" "$tree.$$"
	"$oracle/depmod" -b "$tree.$$" "$release"
	mv "$tree.$$" "$tree" 2>/dev/null || rm -rf "$tree.$$"
}

# result NAME FILE FILE: whether the files are the same.
result() {
	tests=$((tests + 1))
	if is_listed "$1"; then
		if cmp -s "$2" "$3"; then
			echo "# now the same as kmod: take it out of testsuite/oracle/differences"
			echo "not ok - $1"
		else
			echo "ok - $1 (differs, as listed)"
		fi
	elif cmp -s "$2" "$3"; then
		echo "ok - $1"
	else
		diff -a -u --label kmod --label kmodbox "$2" "$3" | head -n 30 | cut -c 1-200 | sed 's/^/#   /'
		echo "not ok - $1"
	fi
}

# Whether `differences` has this test of this file.
is_listed() {
	sed -n "/^oracle\/$(basename "$0")\$/,/^[^ #]/p" "$here/differences" | grep -qxF "  $1"
}

# both NAME APPLET ARGUMENT...: stdout, stderr and exit code; stdout after FILTER, a shell command, where order is
# accidental.
FILTER='cat'
both() {
	test_name=$1
	applet=$2
	shift 2
	for side in kmod kmodbox; do
		program=$ours/$applet
		[ $side = kmodbox ] || program=$oracle/$applet
		"$program" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
		echo "exit code $?" >>"$scratch/err"
		{
			sh -c "$FILTER" <"$scratch/out"
			cat "$scratch/err"
		} >"$scratch/$side"
	done
	result "$test_name" "$scratch/kmod" "$scratch/kmodbox"
}

# every N: each Nth line of standard input.
every() {
	awk -v "step=$1" 'NR % step == 0'
}

# names: the names of the modules whose paths come in.
names() {
	sed -e 's|.*/||' -e 's/\.ko.*//'
}

finish() {
	echo "1..$tests"
	exit 0
}
