# SPDX-License-Identifier: 0BSD
# shellcheck shell=sh disable=SC2034
#
# What case tests are written with. POSIX sh; a case is a file testsuite/cases/APPLET/NAME.t:
#
#	#!/bin/sh
#	# SPDX-License-Identifier: 0BSD
#	# What this file is about.
#	. "$(dirname "$0")/../../lib.sh"
#
#	new_root
#	module jbd2
#	module ext4 depends=jbd2 alias=fs-ext4
#	index
#
#	check 'what a module needs is loaded first'
#	run modprobe fs-ext4
#	succeeds
#	silent
#	traces 'finit_module(jbd2, "", 0) = 0
#	finit_module(ext4, "", 0) = 0'
#
#	finish
#
# A check is a name, commands to run, and what must hold after each; it ends where the next one starts and is one line
# of TAP. A root is a small file tree with a fake kernel (testsuite/fake). Commands run in it, so paths in a case are
# relative: `run insmod ./a.ko`. How they run is the tool's matter, the variable TOOL:
#
#	shipped   ./kmodbox itself, in the root by chroot, its system calls answered by fakekernel (the default)
#	link      built with sanitizers and with the fake kernel linked in (testsuite/fake/sys.c)
#	kmod-34   the same as shipped, for kmod; also kmod-30 and busybox: the oracles (testsuite/oracle)
#
# UPDATE=1 rewrites golden files, VERBOSE=1 shows all commands and outputs, KEEP=1 leaves the roots.
set -u

suite=$(cd "$(dirname "$0")" && while [ ! -f lib.sh ]; do cd ..; done && pwd)
top=$(dirname "$suite")
built=$top/build/test
TOOL=${TOOL:-shipped}
applets="depmod insmod kmod ksyms lsmod modinfo modprobe rmmod"

[ -f "$built/ready-$TOOL" ] || "$suite/build" "$TOOL" >&2 || exit 1
export LC_ALL=C
umask 022
unset MODPROBE_OPTIONS KMOD_LOG 2>/dev/null

scratch=$(mktemp -d "$built/case.XXXXXX")
out=$scratch/out
err=$scratch/err
calls=$scratch/calls
record=$scratch/record
golden=$(cd "$(dirname "$0")" && pwd)/$(basename "$0" .t).golden
tests=0
check_name=
root=
code=
touch "$out" "$err" "$calls" "$record" "$scratch/golden" "$scratch/names"

# Without `finish` there is no plan, so a case that died fails.
trap '[ -n "${KEEP:-}" ] || rm -rf "$scratch"' EXIT

# ---- roots ----

# new_root: an empty root with Linux 6.1.0-test; the current folder from now on.
roots=0
new_root() {
	roots=$((roots + 1))
	root=$scratch/root$roots
	release=6.1.0-test
	cp -a "$built/template-$TOOL" "$root"
	cd "$root" || exit 1
	mkdir -p .kernel dev etc/modprobe.d proc sys/module tmp "lib/modules/$release/kernel"
	touch dev/null dev/zero dev/full dev/kmsg proc/modules .kernel/trace
	echo 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet' >proc/cmdline
	echo "release $release" >.kernel/config
}

# new_root_24 [WORD...]: an empty root with Linux 2.4.37, and one setting of the fake kernel (fake/model24.h). A program
# that was built without 24 ends the case here.
new_root_24() {
	box=$top/kmodbox
	[ "$TOOL" != link ] || box=$built/link/kmodbox
	"$box" --list | grep -qx ksyms || {
		echo '1..0 # SKIP built without Linux 2.4'
		exit 0
	}
	new_root
	release=2.4.37
	rm -r "lib/modules/6.1.0-test"
	mkdir -p "lib/modules/$release/kernel" proc/sys/kernel
	echo 0 >proc/sys/kernel/tainted
	another_kernel "$@"
}

# object NAME: compiles C from standard input for the fake Linux 2.4, with testsuite/fixtures/24/module.h before it, for
# the machine that $object_flags say. Leaves its path in $path.
object_flags='-mcmodel=kernel -mno-red-zone'
object() {
	path=lib/modules/$release/kernel/$1.o
	# shellcheck disable=SC2086
	gcc -c -x c -std=gnu11 -O1 -w -ffreestanding -fno-pic $object_flags -fcf-protection=none \
		-fno-asynchronous-unwind-tables -fno-stack-protector -include "$suite/fixtures/24/module.h" \
		-o "$path" - || exit 1
}

# kernel WORD...: a setting of the fake kernel; see fake/state.h. Some show in /sys too.
kernel() {
	echo "$*" >>.kernel/config
	case $1 in
	compression) echo "$2" >sys/module/compression ;;
	esac
}

# another_kernel [WORD...]: takes back all settings; the words are a first new one. Its modules stay.
another_kernel() {
	echo "release $release" >.kernel/config
	rm -f sys/module/compression
	[ ! -f .kernel/state ] || sed -i '/^hits /d' .kernel/state
	[ $# = 0 ] || kernel "$@"
}

# module NAME [in=FOLDER] [as=gz|xz|zst|crc64|FORMAT.SUFFIX] [depends=A,B] [KEY=VALUE|--OPTION]...: a module of the root.
# It exports NAME_api and needs A_api; other words go to mkko: .modinfo strings and options. Leaves its path in $path, and
# is in modules.order.
# `as` compresses it: crc64 is an xz file that no kernel can unpack; gz.xz names a gzip file ".ko.xz", plain.xz also.
module() {
	file=$1
	folder=lib/modules/$release/kernel
	format=plain
	suffix=
	license=license=GPL
	vermagic="vermagic=$release SMP mod_unload "
	needs=
	shift
	count=$#
	while [ $count -gt 0 ]; do
		word=$1
		shift
		count=$((count - 1))
		case $word in
		in=*) folder=${word#*=} ;;
		as=*)
			format=${word#*=}
			suffix=.${format#*.}
			format=${format%%.*}
			;;
		depends=*)
			needs=$(echo "${word#*=}" | tr , ' ')
			set -- "$@" "$word"
			;;
		*)
			case $word in
			license=*) license= ;;
			vermagic=*) vermagic= ;;
			esac
			set -- "$@" "$word"
			;;
		esac
	done
	for each in $needs; do
		set -- "$@" --need "$(echo "$each" | tr - _)_api"
	done
	name=$(echo "$file" | tr - _)
	[ "$suffix" != .crc64 ] || suffix=.xz
	path=$folder/$file.ko$suffix
	mkdir -p "$folder"
	case $folder in
	"lib/modules/$release/"*) echo "${folder#"lib/modules/$release/"}/$file.ko" >>"lib/modules/$release/modules.order" ;;
	esac
	"$built/bin/mkko" -o "$scratch/module" "$name" ${license:+"$license"} "$@" intree=Y \
		${vermagic:+"$vermagic"} --export "${name}_api"
	pack "$format" "$scratch/module" >"$path"
}

# pack FORMAT FILE: prints it compressed.
pack() {
	case $1 in
	plain) cat "$2" ;;
	gz) gzip -nc "$2" ;;
	xz) xz -c --check=crc32 "$2" ;;
	crc64) xz -c --check=crc64 "$2" ;;
	zst) zstd -qc "$2" ;;
	*) echo "lib.sh: no format '$1'" >&2 && exit 1 ;;
	esac
}

# built_in NAME [KEY=VALUE]...: a module that is part of the kernel.
built_in() {
	tree=lib/modules/$release
	name=$(echo "$1" | tr - _)
	echo "kernel/$1.ko" >>"$tree/modules.builtin"
	shift
	for word in "license=GPL" "file=kernel/$name" "$@"; do
		printf '%s.%s\0' "$name" "$word" >>"$tree/modules.builtin.modinfo"
	done
}

# index: runs the tool's depmod. INDEXER=kmod-34 or so: that one's instead.
index() {
	if [ -n "${INDEXER:-}" ]; then
		"$top/build/oracle/$INDEXER/wrappers/depmod" -b "$root" "$release" >"$scratch/index" 2>&1
	else
		go depmod >"$scratch/index" 2>&1
	fi || {
		echo "# depmod failed:"
		sed 's/^/#   /' "$scratch/index"
		exit 1
	}
}

# configure [LINE...]: these lines are etc/modprobe.d/test.conf; none: no such file.
configure() {
	rm -f etc/modprobe.d/test.conf
	[ $# = 0 ] || printf '%s\n' "$@" >etc/modprobe.d/test.conf
}

# ---- running ----

# go COMMAND...: through the door, in the root; applets by name, whatever else as a program of the root.
# MODULE_TRACE is the trace as a path that the command understands: install commands may add lines to it.
go() {
	case $TOOL in
	link)
		MODULE_TRACE=$root/.kernel/trace FAKE_KERNEL=$root PATH="$built/link:$PATH" \
			ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=exitcode=99 \
			timeout -k 2 "${LIMIT:-20}" "$@"
		;;
	*)
		program=$1
		shift
		case " $applets kmodbox " in
		*" $program "*) program=/sbin/$program ;;
		*) program=/bin/$program ;;
		esac
		MODULE_TRACE=/.kernel/trace PATH=/sbin:/usr/sbin:/bin:/usr/bin \
			timeout -k 2 "${LIMIT:-20}" "$built/bin/fakekernel" "$root" "$program" "$@"
		;;
	esac
}

# What a command left: $out, $err, $calls (new lines of the trace), $code; and the record of the check.
finish_run() {
	cp .kernel/trace "$calls"
	[ "$TOOL" != link ] || sed -i "s|$root/*|/|g" "$out" "$err" "$calls"
	{
		echo "\$ $shown"
		cat "$out"
		sed 's/^/2> /' "$err"
		sed 's/^/kernel: /' "$calls"
		[ "$code" = 0 ] || echo "exit code $code"
	} >>"$record"
}

# A crash is never what a check expects, whatever it says about exit codes.
not_crashed() {
	case $code in
	124 | 137) wrong "took longer than ${LIMIT:-20} seconds" ;;
	99 | 12[5-9] | 13[0-9]) wrong "crashed, or could not run" ;;
	esac
}

# run COMMAND...: an applet with its arguments.
run() {
	shown=$*
	: >.kernel/trace
	go "$@" >"$out" 2>"$err" </dev/null
	code=$?
	finish_run
	not_crashed
}

# run_script TEXT: a line of shell, in the root: pipes, redirections, variables.
run_script() {
	shown=$1
	: >.kernel/trace
	go sh -c "$1" >"$out" 2>"$err" </dev/null
	code=$?
	finish_run
	not_crashed
}

# run_at_once COUNT COMMAND...: the same command several times at the same time. $code is the number of failures.
run_at_once() {
	: >.kernel/trace
	: >"$scratch/failures"
	left=$1
	shift
	shown="$*    ($left at once)"
	while [ "$left" -gt 0 ]; do
		left=$((left - 1))
		{ go "$@" </dev/null || echo $? >>"$scratch/failures"; } &
	done >"$out" 2>"$err"
	wait
	code=$(wc -l <"$scratch/failures")
	finish_run
}

# request NAME: modprobe as the kernel itself calls it.
request() {
	shown="the kernel calls: /sbin/modprobe -q -- $1"
	: >.kernel/trace
	case $TOOL in
	link) go env -i "FAKE_KERNEL=$root" HOME=/ TERM=linux "$built/link/modprobe" -q -- "$1" ;;
	*) go env -i HOME=/ TERM=linux PATH=/sbin:/usr/sbin:/bin:/usr/bin /sbin/modprobe -q -- "$1" ;;
	esac >"$out" 2>"$err" </dev/null
	code=$?
	finish_run
	not_crashed
}

# ---- checks ----

# check NAME: ends the check before and starts this one. Names are unique in a file.
check() {
	verdict
	check_name=$1
	failed=no
	: >"$record"
	! grep -qxF -e "$1" "$scratch/names" || wrong 'there are two checks of this name'
	echo "$1" >>"$scratch/names"
}

verdict() {
	[ -n "$check_name" ] || return 0
	tests=$((tests + 1))
	if [ "$failed" = yes ] || [ -n "${VERBOSE:-}" ]; then
		sed 's/^/#   /' "$record"
	fi
	if [ "$failed" = yes ]; then
		echo "not ok - $check_name"
	else
		echo "ok - $check_name"
	fi
	check_name=
}

# finish: the end of every case.
finish() {
	verdict
	if [ -s "$scratch/golden" ] && [ -n "${UPDATE:-}" ]; then
		cp "$scratch/golden" "$golden"
	fi
	echo "1..$tests"
	cd "$top" || exit 1
	exit 0
}

# wrong TEXT...: the current check failed.
wrong() {
	failed=yes
	echo "WRONG: $*" >>"$record"
}

# exits N, succeeds, fails: the exit code of the last run.
exits() {
	[ "$code" = "$1" ] || wrong "exit code is $code, not $1"
}
succeeds() {
	exits 0
}
fails() {
	exits 1
}

# same WHAT FILE TEXT: the file holds this text, but for newlines at its end.
same() {
	[ "$(cat "$2")" = "$3" ] && return
	printf '%s\n' "$3" >"$scratch/expected"
	wrong "$1 is not as expected (-)"
	diff -u "$scratch/expected" "$2" | sed -e 1,2d >>"$record"
}

# prints TEXT, complains TEXT, traces TEXT: all of stdout, of stderr but for causes, of the calls to the kernel.
prints() {
	same stdout "$out" "$1"
}
complains() {
	grep -vE "$why" "$err" >"$scratch/complaints"
	same stderr "$scratch/complaints" "$1"
}
traces() {
	same 'the trace' "$calls" "$1"
}

# explains TEXT: all lines about causes, without the program's name: "cause: CODE: WORDS", "try: STEP", "note: ...".
why='^[a-z]+: (cause|try|note): '
explains() {
	sed -nE "/$why/s/^[a-z]+: //p" "$err" >"$scratch/causes"
	same 'the cause' "$scratch/causes" "$1"
}

# silent: neither stdout nor stderr; untouched: no call to the kernel.
silent() {
	[ "$(cat "$out" "$err")" = "" ] || wrong 'is not silent'
}
untouched() {
	[ ! -s "$calls" ] || wrong 'calls the kernel'
}

# says ERE, says_not ERE: some line, no line of stdout and stderr matches.
says() {
	grep -qE -e "$1" "$out" "$err" || wrong "does not say: $1"
}
says_not() {
	! grep -qE -e "$1" "$out" "$err" || wrong "says: $1"
}

# calls ERE, calls_not ERE: some line, no line of the trace matches.
calls() {
	grep -qE -e "$1" "$calls" || wrong "not called: $1"
}
calls_not() {
	! grep -qE -e "$1" "$calls" || wrong "called: $1"
}

# live MODULE..., absent MODULE...: what the fake kernel has.
live() {
	for each in "$@"; do
		grep -q "^$each .* Live " proc/modules || wrong "not loaded: $each"
	done
}
absent() {
	for each in "$@"; do
		! grep -q "^$each " proc/modules || wrong "loaded: $each"
	done
}

# holds COMMAND...: anything else. Runs on the host, in the root's folder.
holds() {
	"$@" >>"$record" 2>&1 || wrong "does not hold: $*"
}

# as_stored: commands, outputs (but for causes) and calls of this check are as in the file NAME.golden beside NAME.t.
as_stored() {
	{
		echo "== $check_name"
		grep -vE -e '^WRONG' -e '^2> [a-z]+: (cause|try|note): ' "$record"
		echo
	} >"$scratch/section"
	cat "$scratch/section" >>"$scratch/golden"
	[ -z "${UPDATE:-}" ] || return 0
	awk -v "title=== $check_name" '/^== / { on = $0 == title } on' "$golden" >"$scratch/expected" 2>/dev/null
	cmp -s "$scratch/expected" "$scratch/section" && return
	wrong "is not as in $(basename "$golden") (-)"
	diff -u "$scratch/expected" "$scratch/section" | sed -e 1,2d >>"$record"
}

# ---- single tests ----

# ok NAME COMMAND...: passes if the command succeeds.
ok() {
	check "$1"
	shift
	holds "$@"
}

# is NAME GOT EXPECTED: passes if the strings are equal.
is() {
	check "$1"
	printf '%s\n' "$2" >"$scratch/got"
	same 'the text' "$scratch/got" "$3"
}
