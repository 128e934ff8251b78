#!/bin/sh
# SPDX-License-Identifier: 0BSD
# The tests' own tools: a check that does not hold fails, and a test that dies counts as a failure.
here=$(cd "$(dirname "$0")" && pwd)
suite=$(dirname "$here")
. "$here/tap.sh"
mkdir -p "$scratch/cases/x"
ln -s "$suite/lib.sh" "$scratch/lib.sh"

# harness LINE...: its last lines, for tests NAME<tab>COMMAND
harness() {
	printf '%b\n' "$@" | VERBOSE='' "$suite/tools/harness" | sed -e '/^ *$/d' -e '/\.[0-9] s/d'
}

same 'two passed' "$(harness 'a\tprintf "ok - 1\\nok - 2\\n1..2\\n"')" '2 passed, 0 failed'
same 'no plan' "$(harness 'a\tprintf "ok - 1\\n"' | tail -n 1)" '1 passed, 1 failed'
same 'no output' "$(harness 'a\ttrue' | tail -n 1)" '0 passed, 1 failed'
same 'an exit code' "$(harness 'a\tsh -c "echo ok; echo 1..1; exit 3"' | tail -n 1)" '1 passed, 1 failed'
same 'a signal' "$(harness 'a\tsh -c "echo ok; echo 1..1; kill -9 \\$\\$"' | tail -n 1)" '1 passed, 1 failed'
same 'too few' "$(harness 'a\tsh -c "echo ok; echo 1..2"' | tail -n 1)" '1 passed, 1 failed'
same 'not there' "$(harness 'a\t/nothing' | tail -n 1)" '0 passed, 1 failed'
same 'skipped' "$(harness 'a\tprintf "ok - 1 # SKIP why\\nok - 2\\n1..2\\n"')" '1 passed, 0 failed, 1 skipped'
same 'skipped whole' "$(harness 'a\tprintf "1..0 # SKIP why\\n"')" '0 passed, 0 failed, 1 skipped'
same 'what fails is shown' "$(harness 'a\tprintf "# one\\nok - 1\\n# two\\nnot ok - 2\\n# three\\n1..2\\n"' | head -n 3)" \
	'# two
not ok - 2
# three'

# verdicts TEXT: what a case with this text says, without details.
verdicts() {
	printf '. "%s/lib.sh"\nnew_root\n%s\nfinish\n' "$suite" "$1" >"$suite/cases/fake/self-$$.t"
	TOOL=${TOOL:-shipped} sh "$suite/cases/fake/self-$$.t" 2>&1 | grep -v '^#'
	rm -f "$suite/cases/fake/self-$$.t"
}

same 'a check without conditions' "$(verdicts 'check a')" 'ok - a
1..1'
for condition in 'exits 0' succeeds 'says nothing' 'says_not No' 'prints x' 'complains x' 'traces x' silent untouched \
	'live x' 'calls x' 'calls_not bad' 'holds false' as_stored; do
	same "$condition fails" "$(verdicts "check a
run call delete bad
echo No >>\"\$err\"
code=1
$condition")" 'not ok - a
1..1'
done
for condition in 'exits 1' fails 'says No' 'says_not nothing' 'prints ENOENT' 'complains No' 'absent x' 'calls bad' \
	'calls_not x' 'traces "delete_module(bad, 0) = -ENOENT"' 'holds true'; do
	same "$condition passes" "$(verdicts "check a
run call delete bad
echo No >>\"\$err\"
code=1
$condition")" 'ok - a
1..1'
done
same 'a name twice' "$(verdicts 'check a
check a')" 'ok - a
not ok - a
1..2'
same 'a case that dies has no plan' "$(verdicts 'check a
check b
exit 1')" 'ok - a'
same 'ok and is' "$(verdicts 'ok a true
ok b false
is c x x
is d x y')" 'ok - a
not ok - b
ok - c
not ok - d
1..4'
same 'a crash is never expected' "$(verdicts 'check a
run_script "kill -SEGV \$\$"
exits 139')" 'not ok - a
1..1'
echo "1..$count"
