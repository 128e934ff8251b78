#!/bin/sh
# SPDX-License-Identifier: 0BSD
# forbid lines hold, whatever asks for the module.
. "$(dirname "$0")/../../lib.sh"

new_root
module evil-one alias=an-alias alias=several
module innocent alias=several parmtype=x:int
module needs-evil depends=evil-one
module soft softdep='pre: evil-one post: innocent'
module soft2 softdep='pre: needs-evil'
index
file=/etc/modprobe.d/test.conf

for line in 'forbid evil-one because' 'forbid evil_one because' 'forbid ev* because'; do
	configure "$line"
	for way in evil-one evil_one an-alias ./lib/modules/$release/kernel/evil-one.ko '-i evil-one' '-b evil-one' \
		'-f evil-one' '-a evil-one'; do
		check "$line: modprobe $way"
		run modprobe $way
		fails
		complains "modprobe: ERROR: could not insert 'evil_one': Operation not permitted"
		explains "cause: forbidden: module 'evil_one' is forbidden by $file line 1: because"
		untouched
	done
done

configure 'options innocent x=1' 'forbid evil-one'
check 'as what another module needs: nothing is loaded'
run modprobe needs-evil
fails
complains "modprobe: ERROR: could not insert 'needs_evil': Operation not permitted"
explains "cause: forbidden: evil_one: module 'evil_one' is forbidden by $file line 2"
untouched

check 'as a softdep: it is left out'
run modprobe soft
succeeds
silent
traces 'finit_module(soft, "", 0) = 0
finit_module(innocent, "x=1 ", 0) = 0'
run modprobe -r soft
run modprobe -v soft2
succeeds
says "softdep 'needs_evil' of 'soft2' is left out: $file line 2 forbids 'evil_one'"
traces 'finit_module(soft2, "", 0) = 0'

check 'as one of several modules of an alias: the others are loaded'
run modprobe -r innocent
run modprobe several
fails
says "module 'evil_one' is forbidden"
live innocent
absent evil_one

check 'no install command runs for it'
configure 'forbid evil-one' 'install evil-one echo run >>$MODULE_TRACE'
run modprobe evil-one
fails
untouched

check 'quiet'
run modprobe -q evil-one
fails
silent

check 'the kernel asks'
request an-alias
fails
silent
untouched

check 'shown: what could not be done is not printed'
run modprobe -D evil-one
fails
prints ''
run modprobe -D needs-evil
fails
prints ''
run modprobe -n needs-evil
fails
prints ''

check 'a name can still be looked up'
run modprobe -R an-alias
succeeds
prints evil_one

check 'for the administrator'
configure 'forbid evil-one'
run modprobe --allow-forbidden needs-evil
succeeds
traces 'finit_module(evil_one, "", 0) = 0
finit_module(needs_evil, "", 0) = 0'

check 'what is loaded already is no failure, and can be removed'
run modprobe evil-one
succeeds
silent
run modprobe -r needs-evil
succeeds
absent evil_one needs_evil

check 'in the configuration'
configure 'forbid b-*   why not' 'blacklist a' 'install c d'
run modprobe -c
succeeds
says '^forbid b_\*   why not$'

finish
