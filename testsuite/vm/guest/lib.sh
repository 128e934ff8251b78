# SPDX-License-Identifier: 0BSD
#
# What checks are written with. A check is a name, commands to run, and what must hold after each:
#
#	check 'a module that is used stays'
#	run rmmod xor
#	fails
#	says 'Module xor is in use by: btrfs'
#
# It ends where the next one starts. The console gets TAP without numbers: the commands and what
# they print as comments, then "ok - NAME" or "not ok - NAME".

check_name=
topic_is_over=no
out=/tmp/.out
err=/tmp/.err
calls=/tmp/.calls

# What run_traced shows is recorded only while it runs.
tracing=/sys/kernel/tracing
prepare_tracing() {
	echo 0 >$tracing/tracing_on
	for event in $tracing/events/syscalls/sys_*_init_module $tracing/events/syscalls/sys_*_finit_module \
		$tracing/events/syscalls/sys_*_delete_module $tracing/events/module/module_request; do
		echo 1 >$event/enable
	done
}

# check NAME: ends the check before and starts this one.
check() {
	topic_is_over=yes
	verdict
	topic_is_over=no
	check_name=$1
	failed=no
	skipped=
	dmesg -c >/dev/null
	echo "@check $check_name"
}

# Prints the verdict on the current check. A topic that stops before its end fails in it.
verdict() {
	if [ $topic_is_over = no ]; then
		check_name=${check_name:-the first check}
		wrong "the topic ends here: its script stopped"
	fi
	[ -n "$check_name" ] || return 0
	if [ $failed = yes ]; then
		dmesg | tail -n 8 | sed 's/^/#   kernel: /'
		echo "not ok - $check_name"
	elif [ -n "$skipped" ]; then
		echo "ok - $check_name # SKIP $skipped"
	else
		echo "ok - $check_name"
	fi
	check_name=
}

# skip REASON: the current check says nothing about this kernel; do not run its commands.
skip() {
	skipped=$1
}

# wrong TEXT: the current check failed, because ...
wrong() {
	failed=yes
	echo "$*" | sed 's/^/#   WRONG: /'
}

# note TEXT: a comment, shown by the demonstration too.
note() {
	echo "# $*"
}

indent() {
	sed -e 's/^/#   /' -e '25s/.*/#   .../' -e '26,$d' "$@"
}

show_result() {
	indent $out
	indent $err
	[ $code = 0 ] || echo "#   exit code $code"
}

# run COMMAND...: shows and runs it. Leaves its exit code in $code; stdout and stderr in the files
# $out and $err.
run() {
	echo "# \$ $*"
	"$@" >$out 2>$err </dev/null
	code=$?
	show_result
}

# run_script TEXT: the same for a line of shell: pipes, redirections.
run_script() {
	echo "# \$ $1"
	sh -c "$1" >$out 2>$err </dev/null
	code=$?
	show_result
}

# run_at_once COUNT COMMAND...: the same command several times in parallel. $code is the number of
# those that failed.
run_at_once() {
	count=$1
	shift
	echo "# \$ $*    ($count times at once)"
	rm -f $out $err
	: >/tmp/.failed
	for each in $(seq "$count"); do
		("$@" >>$out 2>>$err </dev/null || echo $? >>/tmp/.failed) &
	done
	wait
	code=$(wc -l </tmp/.failed)
	show_result
}

# run_as_nobody COMMAND...: without any right.
run_as_nobody() {
	run su -s /bin/sh nobody -c "$*"
}

# run_traced COMMAND...: as run; the file $calls then has the module system calls that the kernel
# saw, and the names that it asked modprobe for, one a line:
#	finit_module flags=4 = EINVAL
#	init_module = 0
#	request fs-msdos
run_traced() {
	echo >$tracing/trace
	echo 1 >$tracing/tracing_on
	run "$@"
	echo 0 >$tracing/tracing_on
	awk '
		BEGIN {
			split("ffffEPERM fffeENOENT fff8ENOEXEC fff5EAGAIN fff4ENOMEM fff0EBUSY ffefEEXIST " \
				"ffedENODEV ffeaEINVAL ffdaENOSYS ffb6EBADMSG ffa1EOPNOTSUPP", names, " ")
			for (i in names) name[substr(names[i], 1, 4)] = substr(names[i], 5)
		}
		/module_request: / { sub(/.*module_request: /, ""); print "request", $1; next }
		/ sys_[a-z_]*\(/ {
			flags = ""
			if (match($0, /flags: [0-9a-f]+/)) flags = " flags=" substr($0, RSTART + 7, RLENGTH - 7)
			call[$1] = flags
			next
		}
		/ sys_[a-z_]* -> / {
			match($0, /sys_[a-z_]*/)
			function_name = substr($0, RSTART + 4, RLENGTH - 4)
			value = $NF
			if (value == "0x0") result = "0"
			else {
				digits = substr(value, length(value) - 3)
				result = digits in name ? name[digits] : value
			}
			print function_name call[$1] " = " result
		}
	' $tracing/trace >$calls
	sed 's/^/#   kernel saw: /' $calls
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

# refused FILE: exit code 1 and one line of error that names the file, nothing else.
refused() {
	fails
	[ ! -s $out ] || wrong "prints something"
	[ "$(grep -c ERROR $err)" = 1 ] || wrong "does not say it in one line"
	says "ERROR: .*$1"
}

# says ERE, says_not ERE: some line, no line of its stdout and stderr matches.
says() {
	grep -q -E -e "$1" $out $err || wrong "does not say: $1"
}
says_not() {
	! grep -q -E -e "$1" $out $err || wrong "says: $1"
}

# says_line TEXT: some line of its stdout and stderr is exactly this.
says_line() {
	grep -q -F -x -e "$1" $out $err || wrong "does not say: $1"
}

# prints TEXT: its stdout is this text, and nothing else.
prints() {
	[ "$(cat $out)" = "$1" ] || wrong "does not print exactly: $1"
}

# silent: printed nothing at all.
silent() {
	[ ! -s $out ] && [ ! -s $err ] || wrong "is not silent"
}

# called ERE, not_called ERE: some line, no line of what run_traced saw matches.
called() {
	grep -q -E -e "$1" $calls || wrong "not called: $1"
}
not_called() {
	! grep -q -E -e "$1" $calls || wrong "called: $1"
}

# holds COMMAND...: any other condition.
holds() {
	"$@" || wrong "does not hold: $*"
}

# live MODULE..., absent MODULE...: what the kernel has.
live() {
	for module; do
		grep -q "^$module .* Live " /proc/modules || wrong "not loaded: $module"
	done
}
absent() {
	for module; do
		! grep -q "^$module " /proc/modules || wrong "still or already loaded: $module"
	done
}

# the_log_says ERE, the_log_says_not ERE: the kernel's log since the check started.
the_log_says() {
	dmesg | grep -q -E -e "$1" || wrong "the kernel's log does not say: $1"
}
the_log_says_not() {
	! dmesg | grep -q -E -e "$1" || wrong "the kernel's log says: $1"
}

# file_of MODULE: where its file is.
file_of() {
	find "/lib/modules/$(uname -r)" -name "$1.ko*"
}

# unsigned FILE: the module without its signature, on stdout. A signature that no longer fits is worse
# than none: the kernel then refuses the module. Its length stands before the closing 28 bytes.
unsigned() {
	length=$(tail -c 32 "$1" | head -c 4 | od -A n -t x1 | tr -d ' ')
	head -c -$((0x$length + 12 + 28)) "$1"
}

# configure LINE...: one file of modprobe.d, until the topic ends or configure is called again.
configure() {
	printf '%s\n' "$@" >/etc/modprobe.d/test.conf
	sed 's/^/# modprobe.d: /' /etc/modprobe.d/test.conf
}
