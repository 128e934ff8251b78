#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Door two: programs run unmodified in a root, with any rights, and their children too.
. "$(dirname "$0")/../../lib.sh"

fakekernel=$built/bin/fakekernel
new_root
mkdir -p bin
cp "$built/bin/call" "$("$top/scripts/kernels" path busybox)" bin/
module a
path=/$path

# enter COMMAND...: as `run`, but by door two whatever TOOL is.
enter() {
	: >.kernel/trace
	shown=$*
	"$fakekernel" "$root" "$@" >"$out" 2>"$err"
	code=$?
	finish_run
}

check 'the exit code is the program'"'"'s'
enter /bin/busybox sh -c 'exit 7'
exits 7
enter /bin/busybox true
succeeds

check 'a signal'
enter /bin/busybox sh -c 'kill -9 $$'
exits 137

check 'a program that is not there'
enter /bin/nothing
exits 126
says "/bin/nothing: No such file or directory"

check 'devices, and nothing else of the host'
enter /bin/busybox sh -c 'echo x >/dev/null && ls -A / && echo y >/dev/full'
fails
says '^tmp$'
says 'No space left'
says_not '^home$'

check 'children of children'
enter /bin/busybox sh -c "busybox sh -c '(call finit $path)'; call release"
prints '0
6.1.0-test'
traces 'finit_module(a, "", 0) = 0'

check 'several at once'
for _ in 1 2 3 4 5; do
	"$fakekernel" "$root" /bin/call delete a >>"$scratch/several" &
done
wait
is_deleted=$(grep -c '^0$' "$scratch/several")
holds test "$is_deleted" = 1
holds test "$(grep -c '^ENOENT$' "$scratch/several")" = 4

check 'the calls of Linux 2.4'
enter /bin/call finit "$path"
cat >"$scratch/old.c" <<'END'
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
	for (int number = 174; number <= 178; number++) {
		if (number == 175 || number == 176)
			continue;
		syscall(number, 0, 0, 0, 0, 0);
		puts(strerror(errno));
	}
}
END
if [ "$(uname -m)" = x86_64 ] && gcc -static -o bin/old "$scratch/old.c"; then
	enter /bin/old
	prints 'Function not implemented
Function not implemented
Function not implemented'
fi

check 'a string in bad memory is a fault'
cat >"$scratch/bad.c" <<'END'
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	syscall(SYS_finit_module, 0, (char *)8, 0);
	puts(strerror(errno));
	syscall(SYS_delete_module, (char *)8, 0);
	puts(strerror(errno));
	syscall(SYS_init_module, (char *)8, 100, "");
	puts(strerror(errno));
}
END
holds gcc -static -o bin/bad "$scratch/bad.c"
enter /bin/bad
prints 'Bad address
Bad address
Bad address'

if [ "$(id -u)" = 0 ]; then
	check 'without any right'
	# in a folder that nobody can reach, which the home of root is not
	public=$(mktemp -d)
	cp -a . "$public/root"
	cp "$fakekernel" "$public/fakekernel"
	chmod -R a+rwX "$public" && chmod a+x "$public/fakekernel"
	shown='call delete a (as nobody)'
	: >"$public/root/.kernel/trace"
	(cd "$public/root" && exec setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$public/fakekernel" "$public/root" /bin/busybox sh -c 'id -u; call delete a; echo >/dev/null') >"$out" 2>"$err"
	code=$?
	cp "$public/root/.kernel/trace" .kernel/trace
	rm -rf "$public"
	finish_run
	prints '0
0'
	traces 'delete_module(a, 0) = 0'
fi

finish
